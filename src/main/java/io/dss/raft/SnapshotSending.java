package io.dss.raft;

import io.dss.kernel.NodeId;
import io.dss.raft.Progress.SendingSnapshot;
import io.dss.raft.RaftMessage.InstallSnapshot;
import io.dss.raft.RaftMessage.InstallSnapshotReply;
import io.dss.raft.log.SnapshotMeta;
import java.util.Optional;

/**
 * The leader's side of a snapshot (§7): for a follower that needs entries which are gone. One piece at a time; the follower says where to go on, so
 * a piece that is lost is sent again and one that was stored is not.
 */
final class SnapshotSending {
  private final Replica replica;

  SnapshotSending(Replica replica) {
    this.replica = replica;
  }

  void start(Progress follower) {
    ask(follower, follower.startSnapshot(replica.log.snapshot()));
  }

  private void ask(Progress follower, SendingSnapshot sending) {
    sending.askedMillis = replica.nowMillis();
    int maxBytes = replica.settings.snapshotChunkBytes();
    replica.outbox.snapshotReads.add(new Ready.SnapshotRead(follower.node, sending.meta, sending.offset, maxBytes));
  }

  /** Nothing came of it for an election timeout: the disk, the network or the follower let it down. */
  void retry(Progress follower) {
    if (!(follower.mode() instanceof SendingSnapshot sending)) return;
    if (replica.nowMillis() - sending.askedMillis >= replica.settings.electionTimeoutMinMillis()) ask(follower, sending);
  }

  /** The driver has read a piece. If it is not what is being sent any more, nobody needs it. */
  void read(NodeId to, SnapshotMeta meta, long offset, byte[] bytes, boolean done) {
    if (sending(to, meta).filter(sending -> sending.offset == offset).isEmpty()) return;
    replica.outbox.send(to, new InstallSnapshot(replica.term(), meta, offset, bytes, done));
  }

  void unreadable(NodeId to, SnapshotMeta meta) {
    if (sending(to, meta).isPresent()) replica.leading().flatMap(leader -> leader.follower(to)).ifPresent(this::start);
  }

  private Optional<SendingSnapshot> sending(NodeId to, SnapshotMeta meta) {
    return replica.leading().flatMap(leader -> leader.follower(to)).map(Progress::mode)
        .filter(mode -> mode instanceof SendingSnapshot sending && sending.meta.equals(meta)).map(SendingSnapshot.class::cast);
  }

  void reply(Progress follower, InstallSnapshotReply message) {
    if (!(follower.mode() instanceof SendingSnapshot sending)) return;
    boolean same = sending.meta.lastIndex() == message.lastIndex() && sending.meta.lastTerm() == message.lastTerm();
    // The same offset again is the answer to a copy: the piece is on its way.
    if (!same || message.nextOffset() == sending.offset) return;
    sending.offset = message.nextOffset();
    ask(follower, sending);
  }
}
