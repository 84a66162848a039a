package io.dss.raft;

import io.dss.kernel.NodeId;
import io.dss.raft.log.HardState;
import io.dss.raft.log.LogEntry;
import io.dss.raft.log.SnapshotMeta;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What has gathered for the next {@link Ready} besides what can be told from the state itself. */
final class Outbox {
  final List<Envelope> messages = new ArrayList<>();
  final List<Envelope> messagesAfterPersist = new ArrayList<>();
  final List<Ready.ReadAnswer> reads = new ArrayList<>();
  final List<Long> failedReads = new ArrayList<>();
  final List<Ready.SnapshotChunk> snapshotChunks = new ArrayList<>();
  final List<Ready.SnapshotRead> snapshotReads = new ArrayList<>();
  final List<RoleChange> roleChanges = new ArrayList<>();
  Optional<SnapshotMeta> restartLogAfter = Optional.empty();
  Optional<SnapshotMeta> restore = Optional.empty();

  /** Sends what promises nothing. */
  void send(NodeId to, RaftMessage message) {
    messages.add(new Envelope(to, message));
  }

  /** Sends what promises that the disk has all that this node knows now. */
  void sendAfterPersist(NodeId to, RaftMessage message) {
    messagesAfterPersist.add(new Envelope(to, message));
  }

  boolean isEmpty() {
    return messages.isEmpty() && messagesAfterPersist.isEmpty() && reads.isEmpty() && failedReads.isEmpty() && snapshotChunks.isEmpty()
        && snapshotReads.isEmpty() && roleChanges.isEmpty() && restartLogAfter.isEmpty() && restore.isEmpty();
  }

  /** Empties it into a {@link Ready}. */
  Ready take(long number, Optional<HardState> hardState, List<LogEntry> entries, List<LogEntry> committedEntries) {
    Ready ready =
        new Ready(
            number, hardState, restartLogAfter, entries, messages, messagesAfterPersist, restore, committedEntries, reads, failedReads,
            snapshotChunks, snapshotReads, roleChanges);
    for (List<?> taken : List.of(messages, messagesAfterPersist, reads, failedReads, snapshotChunks, snapshotReads, roleChanges)) taken.clear();
    restartLogAfter = Optional.empty();
    restore = Optional.empty();
    return ready;
  }
}
