package io.dss.raft;

import io.dss.kernel.Invariant;
import io.dss.kernel.NodeId;
import io.dss.raft.RaftMessage.AppendAccepted;
import io.dss.raft.RaftMessage.AppendEntries;
import io.dss.raft.RaftMessage.AppendRejected;
import io.dss.raft.RaftMessage.Heartbeat;
import io.dss.raft.RaftMessage.HeartbeatReply;
import io.dss.raft.log.LogEntry;
import io.dss.raft.log.RaftLog;
import io.dss.raft.quorum.Majority;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.BiConsumer;

/** The leader's side of the log: appending, sending, finding where logs agree, and the rule of what is committed (§5.3, §5.4.2; thesis §10.2). */
final class Replication {
  private final Replica replica;
  private final RaftLog log;
  private final SnapshotSending snapshots;

  Replication(Replica replica, SnapshotSending snapshots) {
    this.replica = replica;
    this.log = replica.log;
    this.snapshots = snapshots;
  }

  LogEntry append(Leader leader, LogEntry.Kind kind, byte[] payload) {
    LogEntry entry = new LogEntry(log.lastIndex() + 1, replica.term(), logTimeMillis(leader, replica.nowMillis()), kind, payload);
    log.append(entry);
    leader.backlog.added(entry.sizeBytes());
    leader.feedDue = true;
    return entry;
  }

  long logTimeMillis(Leader leader, long nowMillis) {
    return Math.max(log.lastTimeMillis(), leader.logTime.at(nowMillis));
  }

  ProposeResult propose(byte[] command) {
    if (!(replica.state() instanceof Leader leader)) return new ProposeResult.NotLeader(replica.state().leader());
    if (leader.handover.isPresent()) return new ProposeResult.Transferring(leader.handover.get().to());
    RaftSettings limits = replica.settings;
    if (command.length > limits.maxCommandBytes()) return new ProposeResult.TooLarge(command.length, limits.maxCommandBytes());
    long pending = leader.backlog.pendingBytes();
    boolean full = pending > 0 && pending + LogEntry.OVERHEAD_BYTES + command.length > limits.maxUncommittedBytes();
    if (full) return new ProposeResult.Overloaded(pending, limits.maxUncommittedBytes());
    LogEntry entry = append(leader, LogEntry.Kind.COMMAND, command);
    return new ProposeResult.Accepted(entry.index(), entry.term());
  }

  /** Sends each follower what it may be sent now. Once per Ready, so that proposals gather into batches by themselves. */
  void feed(Leader leader) {
    leader.feedDue = false;
    leader.followers().forEach(follower -> feed(leader, follower));
  }

  private void feed(Leader leader, Progress follower) {
    while (follower.mayAppend(log.lastIndex(), replica.settings.maxInflightAppends())) sendAppend(follower, follower.wantsEntries());
    if (follower.tellCommit(Math.min(follower.matchIndex(), replica.commitIndex()))) sendHeartbeat(follower);
  }

  private void sendAppend(Progress follower, boolean withEntries) {
    long prevLogIndex = follower.nextIndex() - 1;
    OptionalLong prevLogTerm = log.term(prevLogIndex);
    if (prevLogTerm.isEmpty()) {
      snapshots.start(follower);
      return;
    }
    boolean any = withEntries && prevLogIndex < log.lastIndex();
    List<LogEntry> entries = any ? log.slice(prevLogIndex + 1, log.lastIndex(), replica.settings.maxBatchBytes()) : List.of();
    replica.outbox.send(
        follower.node, new AppendEntries(replica.term(), prevLogIndex, prevLogTerm.getAsLong(), entries, replica.commitIndex()));
    follower.appended(prevLogIndex + entries.size(), replica.nowMillis());
  }

  /** Tells a follower that the leader is there, which reads it must confirm, and what is committed of what it has. */
  void sendHeartbeat(Progress follower) {
    long committed = Math.min(follower.matchIndex(), replica.commitIndex());
    follower.tellCommit(committed);
    replica.outbox.send(follower.node, new Heartbeat(replica.term(), committed, replica.lastReadId()));
  }

  void tick(Leader leader) {
    if (replica.nowMillis() < leader.nextHeartbeatMillis) return;
    leader.nextHeartbeatMillis = replica.nowMillis() + replica.settings.heartbeatMillis();
    leader.sentRound = replica.lastReadId();
    for (Progress follower : leader.followers()) {
      sendHeartbeat(follower);
      // Nothing acknowledged for two heartbeats: ask, without entries, whether something was lost or the disk there is only slow.
      if (follower.stalled(2L * replica.settings.heartbeatMillis(), replica.nowMillis())) sendAppend(follower, false);
      snapshots.retry(follower);
    }
    leader.feedDue = true;
  }

  void accepted(NodeId from, AppendAccepted message) {
    answered(from, message.term(), (leader, follower) -> {
      Invariant.check(message.matchIndex() <= log.lastIndex(), "%s has %d, the leader's log ends at %d", from, message.matchIndex(), log.lastIndex());
      follower.accepted(message.matchIndex(), replica.nowMillis());
      boolean inLog = log.term(follower.matchIndex()).isPresent();
      if (follower.mode() instanceof Progress.SendingSnapshot && inLog) follower.finishSnapshot();
      advanceCommit(leader);
      leader.feedDue = true;
    });
  }

  void rejected(NodeId from, AppendRejected message) {
    answered(from, message.term(), (leader, follower) -> {
      if (!follower.rejected(message.prevLogIndex())) return;
      follower.probeAt(log.lastIndexNotAbove(Math.min(message.hintIndex(), message.prevLogIndex() - 1), message.hintTerm()));
      leader.feedDue = true;
    });
  }

  void heartbeatReply(NodeId from, HeartbeatReply message) {
    answered(from, message.term(), (leader, follower) -> follower.acknowledgedRound(message.readRound()));
  }

  /** Whoever answers in the current term accepts its leader. Runs {@code then} if that is this node and {@code from} is one of its followers. */
  void answered(NodeId from, long term, BiConsumer<Leader, Progress> then) {
    replica.observe(term);
    if (!(replica.state() instanceof Leader leader) || term != replica.term()) return;
    leader.follower(from).ifPresent(follower -> {
      follower.contacted(replica.nowMillis());
      then.accept(leader, follower);
    });
  }

  /**
   * An index that a majority of voters has on disk, this one included only as far as its own disk goes, is committed if its entry is of the current
   * term; all before it are with it. An earlier term's entry never is by counting (§5.4.2, Figure 8).
   */
  void advanceCommit(Leader leader) {
    long reached = Majority.reachedBy(replica.configuration(), leader.each(replica.disk.durableIndex(), Progress::matchIndex));
    if (reached > replica.commitIndex() && log.matches(reached, replica.term())) {
      replica.commitTo(reached);
      leader.feedDue = true;
    }
    leader.backlog.settled(log, Math.min(replica.commitIndex(), replica.disk.durableIndex()));
  }
}
