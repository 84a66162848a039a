package io.dss.raft;

import io.dss.kernel.BinaryReader;
import io.dss.kernel.BinaryWriter;
import io.dss.kernel.MalformedBinary;
import io.dss.kernel.NodeId;
import io.dss.raft.RaftMessage.AppendAccepted;
import io.dss.raft.RaftMessage.AppendEntries;
import io.dss.raft.RaftMessage.AppendRejected;
import io.dss.raft.RaftMessage.Heartbeat;
import io.dss.raft.RaftMessage.HeartbeatReply;
import io.dss.raft.RaftMessage.InstallSnapshot;
import io.dss.raft.RaftMessage.InstallSnapshotReply;
import io.dss.raft.RaftMessage.PreVoteReply;
import io.dss.raft.RaftMessage.PreVoteRequest;
import io.dss.raft.RaftMessage.RequestVote;
import io.dss.raft.RaftMessage.RequestVoteReply;
import io.dss.raft.RaftMessage.TimeoutNow;
import io.dss.raft.log.Configuration;
import io.dss.raft.log.LogEntry;
import io.dss.raft.log.SnapshotMeta;
import java.util.ArrayList;
import java.util.List;

/**
 * The wire form of a {@link RaftMessage}: version 1, group id (always 0, there is one group), kind, term, then the fields of the kind in the order
 * of the record. Numbers are {@link BinaryWriter#count counts}; entries carry no index, as they follow one another.
 */
public final class RaftMessageCodec {
  private static final int VERSION = 1;
  private static final int GROUP = 0;

  /** The least bytes an entry takes: kind, term, time, the length of its payload. */
  private static final int LEAST_ENTRY_BYTES = 4;

  /** Tells the encoder nothing: who sent a message is the transport's business. */
  private static final NodeId ANYBODY = new NodeId("-");

  private RaftMessageCodec() {}

  public static byte[] encode(RaftMessage message) {
    Encoder encoder = new Encoder(message.term());
    message.accept(ANYBODY, encoder);
    return encoder.out.toBytes();
  }

  /** @throws MalformedBinary if {@code bytes} are no message this build knows */
  public static RaftMessage decode(byte[] bytes) {
    BinaryReader in = new BinaryReader(bytes);
    in.version(VERSION, "raft message");
    long group = in.count();
    if (group != GROUP) throw new MalformedBinary("raft group " + group + ", there is only " + GROUP);
    try {
      RaftMessage message = decode(in.u8(), in.count(), in);
      in.end();
      return message;
    } catch (IllegalArgumentException e) {
      throw new MalformedBinary("raft message: " + e.getMessage());
    }
  }

  private static RaftMessage decode(int kind, long term, BinaryReader in) {
    switch (kind) {
      case 1: return new PreVoteRequest(term, in.count(), in.count());
      case 2: return new PreVoteReply(term, in.count(), in.bool());
      case 3: return new RequestVote(term, in.count(), in.count(), in.bool());
      case 4: return new RequestVoteReply(term, in.bool());
      case 5: return new Heartbeat(term, in.count(), in.count());
      case 6: return new HeartbeatReply(term, in.count());
      case 7: return appendEntries(term, in);
      case 8: return new AppendAccepted(term, in.count());
      case 9: return new AppendRejected(term, in.count(), in.count(), in.count());
      case 10: return new InstallSnapshot(term, meta(in), in.count(), in.bytes(), in.bool());
      case 11: return new InstallSnapshotReply(term, in.count(), in.count(), in.count());
      case 12: return new TimeoutNow(term);
      default: throw new MalformedBinary("raft message of kind " + kind);
    }
  }

  private static AppendEntries appendEntries(long term, BinaryReader in) {
    long prevLogIndex = in.count();
    long prevLogTerm = in.count();
    long leaderCommit = in.count();
    List<LogEntry> entries = new ArrayList<>();
    for (int left = in.size(LEAST_ENTRY_BYTES); left > 0; left--) entries.add(entry(prevLogIndex + 1 + entries.size(), in));
    return new AppendEntries(term, prevLogIndex, prevLogTerm, entries, leaderCommit);
  }

  private static LogEntry entry(long index, BinaryReader in) {
    LogEntry.Kind kind = kind(in.u8());
    LogEntry entry = new LogEntry(index, in.count(), in.count(), kind, in.bytes());
    if (entry.kind() == LogEntry.Kind.CONFIGURATION) Configuration.decoded(entry.payload());
    return entry;
  }

  private static LogEntry.Kind kind(int number) {
    for (LogEntry.Kind kind : LogEntry.Kind.values()) {
      if (number(kind) == number) return kind;
    }
    throw new MalformedBinary("log entry of kind " + number);
  }

  private static int number(LogEntry.Kind kind) {
    return switch (kind) {
      case NOOP -> 0;
      case COMMAND -> 1;
      case CONFIGURATION -> 2;
    };
  }

  private static SnapshotMeta meta(BinaryReader in) {
    return new SnapshotMeta(in.count(), in.count(), in.count(), Configuration.decoded(in.bytes()));
  }

  private static final class Encoder implements RaftMessage.Handler {
    private final BinaryWriter out = new BinaryWriter();
    private final long term;

    Encoder(long term) {
      this.term = term;
    }

    private BinaryWriter begin(int kind) {
      return out.u8(VERSION).count(GROUP).u8(kind).count(term);
    }

    @Override
    public void preVoteRequest(NodeId from, PreVoteRequest message) {
      begin(1).count(message.lastLogIndex()).count(message.lastLogTerm());
    }

    @Override
    public void preVoteReply(NodeId from, PreVoteReply message) {
      begin(2).count(message.requestTerm()).bool(message.granted());
    }

    @Override
    public void requestVote(NodeId from, RequestVote message) {
      begin(3).count(message.lastLogIndex()).count(message.lastLogTerm()).bool(message.transfer());
    }

    @Override
    public void requestVoteReply(NodeId from, RequestVoteReply message) {
      begin(4).bool(message.granted());
    }

    @Override
    public void heartbeat(NodeId from, Heartbeat message) {
      begin(5).count(message.commitIndex()).count(message.readRound());
    }

    @Override
    public void heartbeatReply(NodeId from, HeartbeatReply message) {
      begin(6).count(message.readRound());
    }

    @Override
    public void appendEntries(NodeId from, AppendEntries message) {
      begin(7).count(message.prevLogIndex()).count(message.prevLogTerm()).count(message.leaderCommit()).count(message.entries().size());
      for (LogEntry entry : message.entries()) {
        out.u8(number(entry.kind())).count(entry.term()).count(entry.timeMillis()).bytes(entry.payload());
      }
    }

    @Override
    public void appendAccepted(NodeId from, AppendAccepted message) {
      begin(8).count(message.matchIndex());
    }

    @Override
    public void appendRejected(NodeId from, AppendRejected message) {
      begin(9).count(message.prevLogIndex()).count(message.hintIndex()).count(message.hintTerm());
    }

    @Override
    public void installSnapshot(NodeId from, InstallSnapshot message) {
      SnapshotMeta meta = message.meta();
      begin(10).count(meta.lastIndex()).count(meta.lastTerm()).count(meta.lastTimeMillis()).bytes(meta.configuration().encoded());
      out.count(message.offset()).bytes(message.bytes()).bool(message.done());
    }

    @Override
    public void installSnapshotReply(NodeId from, InstallSnapshotReply message) {
      begin(11).count(message.lastIndex()).count(message.lastTerm()).count(message.nextOffset());
    }

    @Override
    public void timeoutNow(NodeId from, TimeoutNow message) {
      begin(12);
    }
  }
}
