package io.dss.raft;

import io.dss.kernel.NodeId;
import io.dss.raft.Leader.Handover;
import io.dss.raft.RaftMessage.TimeoutNow;
import java.util.Comparator;
import java.util.Optional;

/**
 * Handing leadership over (thesis §3.10): the leader takes no more proposals, brings the target up to date, and tells it to start an election at
 * once. It stays the leader until the target wins; when that takes longer than an election timeout it gives up and takes proposals again.
 */
final class Transfer {
  private final Replica replica;

  Transfer(Replica replica) {
    this.replica = replica;
  }

  TransferResult start(Optional<NodeId> wanted) {
    if (!(replica.state() instanceof Leader leader)) return new TransferResult.NotLeader(replica.state().leader());
    Optional<NodeId> to = wanted.or(() -> mostCaughtUp(leader));
    Optional<String> objection = objection(leader, to);
    if (objection.isPresent()) return new TransferResult.Refused(objection.get());
    long deadlineMillis = replica.nowMillis() + replica.settings.electionTimeoutMinMillis();
    if (leader.handover.isEmpty()) leader.handover = Optional.of(new Handover(to.get(), deadlineMillis));
    proceed(leader);
    return new TransferResult.Started(to.get());
  }

  private Optional<String> objection(Leader leader, Optional<NodeId> to) {
    if (to.isEmpty()) return Optional.of("there is no other voter that answers");
    if (to.get().equals(replica.self)) return Optional.of(to.get() + " leads already");
    if (!replica.configuration().isVoter(to.get())) return Optional.of(to.get() + " is no voter");
    return leader.handover.filter(running -> !running.to().equals(to.get())).map(running -> "leadership is being handed to " + running.to());
  }

  private Optional<NodeId> mostCaughtUp(Leader leader) {
    if (leader.handover.isPresent()) return leader.handover.map(Handover::to);
    long since = replica.nowMillis() - replica.settings.electionTimeoutMinMillis();
    return leader.followers().stream()
        .filter(follower -> replica.configuration().isVoter(follower.node) && follower.lastContactMillis() > since)
        .max(Comparator.comparingLong(Progress::matchIndex)).map(follower -> follower.node);
  }

  void tick(Leader leader) {
    leader.handover = leader.handover.filter(handover -> replica.nowMillis() < handover.deadlineMillis());
    proceed(leader);
  }

  /** Tells the target as soon as it has all the leader has; again when asked again, as the word may be lost and hearing it twice does no harm. */
  void proceed(Leader leader) {
    Optional<Progress> target = leader.handover.flatMap(handover -> leader.follower(handover.to()));
    target.filter(follower -> follower.matchIndex() == replica.log.lastIndex())
        .ifPresent(follower -> replica.outbox.send(follower.node, new TimeoutNow(replica.term())));
  }
}
