package io.dss.raft;

import io.dss.kernel.Invariant;
import io.dss.kernel.NodeId;
import io.dss.raft.RaftMessage.AppendAccepted;
import io.dss.raft.RaftMessage.InstallSnapshot;
import io.dss.raft.RaftMessage.InstallSnapshotReply;
import io.dss.raft.log.SnapshotMeta;
import java.util.Optional;

/**
 * The follower's side of a snapshot (§7). Pieces are stored off the loop, one at a time; the transfer goes on where it was after a lost message and
 * after a change of term, as long as the same node sends the same snapshot, for only then the bytes are surely the same.
 */
final class SnapshotReceiving {
  /** What is being received. @param storedBytes stored up to here @param storing a piece is with the driver @param last it is the last one */
  private record Incoming(NodeId from, SnapshotMeta meta, long storedBytes, boolean storing, boolean last) {
    boolean isOf(NodeId node, SnapshotMeta other) {
      return from.equals(node) && meta.equals(other);
    }
  }

  private final Replica replica;
  private Optional<Incoming> incoming = Optional.empty();

  SnapshotReceiving(Replica replica) {
    this.replica = replica;
  }

  void installSnapshot(NodeId from, InstallSnapshot message) {
    replica.observe(message.term());
    if (message.term() < replica.term()) {
      reply(from, message.meta(), 0);
      return;
    }
    replica.hear(from);
    if (isKnown(message.meta())) acknowledge(from, message.meta());
    else if (!isStoring()) receive(from, message);
  }

  private boolean isStoring() {
    return incoming.map(Incoming::storing).orElse(false);
  }

  private void receive(NodeId from, InstallSnapshot message) {
    boolean resumed = incoming.map(known -> known.isOf(from, message.meta())).orElse(false);
    long storedBytes = resumed ? incoming.get().storedBytes() : 0;
    if (message.offset() != storedBytes) {
      reply(from, message.meta(), storedBytes);
      return;
    }
    incoming = Optional.of(new Incoming(from, message.meta(), storedBytes, true, message.done()));
    replica.outbox.snapshotChunks.add(new Ready.SnapshotChunk(message.meta(), message.offset(), message.bytes(), message.done()));
  }

  void stored(SnapshotMeta meta, long nextOffset) {
    Incoming piece = incoming.filter(Incoming::storing).filter(known -> known.meta().equals(meta)).orElse(null);
    Invariant.check(piece != null && nextOffset >= piece.storedBytes(), "stored %s up to %d, due was %s", meta, nextOffset, incoming);
    incoming = piece.last() ? Optional.empty() : Optional.of(new Incoming(piece.from(), meta, nextOffset, false, false));
    if (piece.last()) complete(meta);
    Optional<NodeId> leader = replica.state().leader().filter(piece.from()::equals);
    leader.ifPresent(from -> {
      if (piece.last()) acknowledge(from, meta);
      else reply(from, meta, nextOffset);
    });
  }

  void failed(SnapshotMeta meta) {
    incoming = incoming.filter(known -> !known.meta().equals(meta));
  }

  private void complete(SnapshotMeta meta) {
    if (!isKnown(meta)) replica.restore(meta);
  }

  /** Its end is committed here, or in this log: then the log goes on after it and the tables need nothing (§7: "retain log entries following it"). */
  private boolean isKnown(SnapshotMeta meta) {
    return meta.lastIndex() <= replica.commitIndex() || replica.log.matches(meta.lastIndex(), meta.lastTerm());
  }

  /** All of it is here, so the log agrees with the leader's up to its end at least. */
  private void acknowledge(NodeId from, SnapshotMeta meta) {
    replica.commitTo(meta.lastIndex());
    replica.outbox.sendAfterPersist(from, new AppendAccepted(replica.term(), meta.lastIndex()));
  }

  private void reply(NodeId from, SnapshotMeta meta, long nextOffset) {
    replica.outbox.send(from, new InstallSnapshotReply(replica.term(), meta.lastIndex(), meta.lastTerm(), nextOffset));
  }
}
