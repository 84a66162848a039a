package io.dss.raft;

import io.dss.kernel.Invariant;
import io.dss.kernel.NodeId;
import io.dss.raft.RaftMessage.AppendAccepted;
import io.dss.raft.RaftMessage.AppendEntries;
import io.dss.raft.RaftMessage.AppendRejected;
import io.dss.raft.RaftMessage.Heartbeat;
import io.dss.raft.RaftMessage.HeartbeatReply;
import io.dss.raft.log.LogEntry;
import java.util.List;

/** The follower's side of the log: the consistency check and conflicts (§5.3). */
final class Acceptance {
  private final Replica replica;

  Acceptance(Replica replica) {
    this.replica = replica;
  }

  void heartbeat(NodeId from, Heartbeat message) {
    replica.observe(message.term());
    if (message.term() == replica.term()) {
      replica.hear(from);
      replica.commitTo(message.commitIndex());
    }
    // Also to a leader of an earlier term, so that it steps down.
    replica.outbox.send(from, new HeartbeatReply(replica.term(), message.readRound()));
  }

  void appendEntries(NodeId from, AppendEntries message) {
    replica.observe(message.term());
    // Reply false if term < currentTerm (§5.1).
    if (message.term() < replica.term()) {
      reject(from, message, 0);
      return;
    }
    replica.hear(from);
    if (message.prevLogIndex() < replica.commitIndex()) acceptAbove(from, message);
    // Reply false if the log has no entry at prevLogIndex whose term matches prevLogTerm (§5.3).
    else if (!replica.log.matches(message.prevLogIndex(), message.prevLogTerm())) {
      reject(from, message, replica.log.lastIndexNotAbove(message.prevLogIndex(), message.prevLogTerm()));
    } else accept(from, message, message.entries());
  }

  /** It begins below what is committed here, where every leader agrees: only what goes beyond is looked at. */
  private void acceptAbove(NodeId from, AppendEntries message) {
    for (LogEntry entry : message.entries()) checkCommitted(entry);
    long known = Math.min(replica.commitIndex() - message.prevLogIndex(), message.entries().size());
    accept(from, message, message.entries().subList((int) known, message.entries().size()));
  }

  private void checkCommitted(LogEntry entry) {
    if (entry.index() > replica.commitIndex() || entry.index() < replica.log.firstIndex()) return;
    Invariant.check(replica.log.matches(entry.index(), entry.term()), "the leader has %s, committed here is another", entry);
  }

  /** {@code entries} continue something that both have. */
  private void accept(NodeId from, AppendEntries message, List<LogEntry> entries) {
    // If an existing entry conflicts with a new one (same index, different term), delete it and all that follow it; append what is not there (§5.3).
    // What follows the last new entry without a conflict stays: the message may be an old one.
    List<LogEntry> missing = replica.log.missingOf(entries);
    if (!missing.isEmpty()) {
      replica.truncateFrom(missing.get(0).index());
      missing.forEach(replica.log::append);
    }
    long agreed = Math.max(message.prevLogIndex() + message.entries().size(), replica.commitIndex());
    // Set commitIndex to min(leaderCommit, index of last new entry) (§5.3, Figure 2).
    replica.commitTo(Math.min(message.leaderCommit(), agreed));
    replica.outbox.sendAfterPersist(from, new AppendAccepted(replica.term(), agreed));
  }

  private void reject(NodeId from, AppendEntries message, long hintIndex) {
    long hintTerm = replica.log.term(hintIndex).orElse(0);
    replica.outbox.send(from, new AppendRejected(replica.term(), message.prevLogIndex(), hintIndex, hintTerm));
  }
}
