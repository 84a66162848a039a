package io.dss.raft;

import io.dss.kernel.NodeId;
import io.dss.raft.log.LogEntry;
import io.dss.raft.log.SnapshotMeta;
import java.util.List;

/**
 * What nodes tell each other. Who sent it comes with it from the transport, which has proven it; a message may be lost, late, doubled or overtaken.
 * {@code term} is always the sender's current term.
 */
public sealed interface RaftMessage {
  long term();

  void accept(NodeId from, Handler handler);

  /** One method per kind, so that a new kind does not compile until everybody deals with it. */
  interface Handler {
    void preVoteRequest(NodeId from, PreVoteRequest message);

    void preVoteReply(NodeId from, PreVoteReply message);

    void requestVote(NodeId from, RequestVote message);

    void requestVoteReply(NodeId from, RequestVoteReply message);

    void heartbeat(NodeId from, Heartbeat message);

    void heartbeatReply(NodeId from, HeartbeatReply message);

    void appendEntries(NodeId from, AppendEntries message);

    void appendAccepted(NodeId from, AppendAccepted message);

    void appendRejected(NodeId from, AppendRejected message);

    void installSnapshot(NodeId from, InstallSnapshot message);

    void installSnapshotReply(NodeId from, InstallSnapshotReply message);

    void timeoutNow(NodeId from, TimeoutNow message);
  }

  /** "Would you vote for me in term + 1?" (thesis §9.6). Changes nothing durable anywhere. */
  record PreVoteRequest(long term, long lastLogIndex, long lastLogTerm) implements RaftMessage {
    @Override
    public void accept(NodeId from, Handler handler) {
      handler.preVoteRequest(from, this);
    }
  }

  /** @param requestTerm the term of the request it answers, so that an answer to an earlier one is not counted */
  record PreVoteReply(long term, long requestTerm, boolean granted) implements RaftMessage {
    @Override
    public void accept(NodeId from, Handler handler) {
      handler.preVoteReply(from, this);
    }
  }

  /** §5.2. @param transfer the leader asked for this election (thesis §3.10), so that hearing that leader is no reason to refuse */
  record RequestVote(long term, long lastLogIndex, long lastLogTerm, boolean transfer) implements RaftMessage {
    @Override
    public void accept(NodeId from, Handler handler) {
      handler.requestVote(from, this);
    }
  }

  record RequestVoteReply(long term, boolean granted) implements RaftMessage {
    @Override
    public void accept(NodeId from, Handler handler) {
      handler.requestVoteReply(from, this);
    }
  }

  /**
   * The leader is there. Apart from AppendEntries, so that its answer never waits for a disk.
   *
   * @param commitIndex what the follower may regard as committed: never above what it has acknowledged
   * @param readRound every read up to this id was asked before this was sent; 0 if none ever was
   */
  record Heartbeat(long term, long commitIndex, long readRound) implements RaftMessage {
    @Override
    public void accept(NodeId from, Handler handler) {
      handler.heartbeat(from, this);
    }
  }

  /** @param readRound that of the heartbeat */
  record HeartbeatReply(long term, long readRound) implements RaftMessage {
    @Override
    public void accept(NodeId from, Handler handler) {
      handler.heartbeatReply(from, this);
    }
  }

  /** §5.3. Without entries it asks only whether the follower has (prevLogIndex, prevLogTerm). */
  record AppendEntries(long term, long prevLogIndex, long prevLogTerm, List<LogEntry> entries, long leaderCommit) implements RaftMessage {
    public AppendEntries {
      entries = List.copyOf(entries);
      long expected = prevLogIndex + 1;
      for (LogEntry entry : entries) {
        if (entry.index() != expected++) throw new IllegalArgumentException("entry " + entry.index() + " after " + (expected - 2));
        if (entry.term() > term) throw new IllegalArgumentException("entry " + entry + " in an append of term " + term);
      }
    }

    @Override
    public void accept(NodeId from, Handler handler) {
      handler.appendEntries(from, this);
    }
  }

  /** The follower agrees with the leader up to {@code matchIndex}, and its disk has all of it. */
  record AppendAccepted(long term, long matchIndex) implements RaftMessage {
    @Override
    public void accept(NodeId from, Handler handler) {
      handler.appendAccepted(from, this);
    }
  }

  /**
   * The follower has no entry (prevLogIndex, prevLogTerm).
   *
   * @param prevLogIndex that of the append
   * @param hintIndex the highest index not above {@code prevLogIndex} at which it may agree: all it has above has a term above {@code prevLogTerm}
   * @param hintTerm the term of its entry there
   */
  record AppendRejected(long term, long prevLogIndex, long hintIndex, long hintTerm) implements RaftMessage {
    @Override
    public void accept(NodeId from, Handler handler) {
      handler.appendRejected(from, this);
    }
  }

  /** A piece of a snapshot (§7). @param done it is the last one */
  record InstallSnapshot(long term, SnapshotMeta meta, long offset, byte[] bytes, boolean done) implements RaftMessage {
    @Override
    public void accept(NodeId from, Handler handler) {
      handler.installSnapshot(from, this);
    }
  }

  /**
   * Where to go on with a snapshot; its end is told by {@link AppendAccepted}.
   *
   * @param lastIndex which snapshot
   * @param lastTerm which snapshot
   * @param nextOffset all bytes below are stored
   */
  record InstallSnapshotReply(long term, long lastIndex, long lastTerm, long nextOffset) implements RaftMessage {
    @Override
    public void accept(NodeId from, Handler handler) {
      handler.installSnapshotReply(from, this);
    }
  }

  /** Leadership transfer: start an election at once (thesis §3.10). */
  record TimeoutNow(long term) implements RaftMessage {
    @Override
    public void accept(NodeId from, Handler handler) {
      handler.timeoutNow(from, this);
    }
  }
}
