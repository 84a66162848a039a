package io.dss.raft;

import io.dss.raft.RaftStatus.FollowerStatus;
import io.dss.raft.RaftStatus.Sending;
import java.util.List;
import java.util.Optional;

/** Puts the state of a node into words. */
final class StatusView {
  private StatusView() {}

  static RaftStatus of(Replica replica) {
    Optional<Leader> leading = replica.leading();
    List<FollowerStatus> followers = leading.stream().flatMap(leader -> leader.followers().stream()).map(follower -> of(replica, follower)).toList();
    return new RaftStatus(
        replica.self,
        replica.state().role(),
        replica.term(),
        replica.state().leader(),
        replica.commitIndex(),
        replica.appliedIndex(),
        replica.log.firstIndex(),
        replica.log.lastIndex(),
        replica.disk.durableIndex(),
        replica.log.snapshot().lastIndex(),
        replica.configuration(),
        leading.map(leader -> leader.backlog.pendingBytes()).orElse(0L),
        leading.flatMap(leader -> leader.handover).map(Leader.Handover::to),
        followers);
  }

  private static FollowerStatus of(Replica replica, Progress follower) {
    boolean voter = replica.configuration().isVoter(follower.node);
    long snapshotOffset = follower.mode() instanceof Progress.SendingSnapshot sending ? sending.offset : 0;
    return new FollowerStatus(
        follower.node, voter, follower.matchIndex(), follower.nextIndex(), follower.inflightAppends(), sending(follower), snapshotOffset,
        follower.lastContactMillis());
  }

  private static Sending sending(Progress follower) {
    if (follower.mode() instanceof Progress.Probing) return Sending.PROBE;
    return follower.mode() instanceof Progress.Pipelining ? Sending.REPLICATE : Sending.SNAPSHOT;
  }
}
