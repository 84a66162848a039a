package io.dss.raft;

import io.dss.kernel.NodeId;
import io.dss.raft.log.HardState;
import io.dss.raft.log.LogEntry;
import io.dss.raft.log.SnapshotMeta;
import java.util.List;
import java.util.Optional;

/**
 * All that must happen now, handed out once. The driver may hold several of these, the disk working on one while the loop takes the next; to the
 * disk they go in the order of their numbers.
 *
 * <ol>
 *   <li>{@link #messages} may be sent at once.
 *   <li>The disk, in this order: {@link #restartLogAfter}, {@link #hardState}, {@link #entries}, then one sync for as many Readies as wait.
 *   <li>When the disk has this Ready and all before it: send {@link #messagesAfterPersist}, then call {@link Raft#persisted}. A Ready that
 *       {@link #mustPersist nothing must persist} of needs no such call; its messages still wait for the ones before it.
 *   <li>The tables: {@link #restore} if present, else {@link #committedEntries}; then call {@link Raft#applied}. Both are on disk and committed
 *       already, so this waits for nothing.
 *   <li>{@link #reads} may be answered from the tables as they are now; {@link #failedReads} never will be.
 *   <li>{@link #snapshotChunks} and {@link #snapshotReads} are done off the loop, and answered when done.
 * </ol>
 *
 * @param number counts the Readies of this {@link Raft} from 1
 * @param hardState to be made durable, if it changed
 * @param restartLogAfter the log on disk is forgotten and begins anew after this snapshot, which is stored already
 * @param entries to be appended to the log on disk; what is there from the first one's index on is replaced
 * @param messages promise nothing that a crash could break
 * @param messagesAfterPersist votes, acknowledgements: promises
 * @param restore the tables are to be loaded from this snapshot, which is stored already, and then {@code applied(restore.lastIndex())} to be called
 * @param committedEntries to be applied, in order; the next ones come only after these were reported applied
 * @param reads confirmed by a quorum round begun after they were asked, and applied up to the index they need
 * @param failedReads ids of reads that were waiting when leadership was lost: not answered, may be asked again elsewhere
 * @param snapshotChunks pieces of a snapshot being received, to be stored
 * @param snapshotReads pieces of own snapshots that followers need
 * @param roleChanges in the order they happened
 */
public record Ready(
    long number,
    Optional<HardState> hardState,
    Optional<SnapshotMeta> restartLogAfter,
    List<LogEntry> entries,
    List<Envelope> messages,
    List<Envelope> messagesAfterPersist,
    Optional<SnapshotMeta> restore,
    List<LogEntry> committedEntries,
    List<ReadAnswer> reads,
    List<Long> failedReads,
    List<SnapshotChunk> snapshotChunks,
    List<SnapshotRead> snapshotReads,
    List<RoleChange> roleChanges) {

  /** A read may be answered. @param index what it sees at least */
  public record ReadAnswer(long readId, long index) {}

  /**
   * Bytes of a snapshot to be stored: at offset 0 a new one begins and an unfinished one is dropped. Answered by {@link Raft#snapshotChunkStored} or
   * {@link Raft#snapshotChunkFailed}; until then no other comes. With {@code done} it is answered only after the snapshot as a whole is durable.
   */
  public record SnapshotChunk(SnapshotMeta meta, long offset, byte[] bytes, boolean done) {}

  /** Answered by {@link Raft#snapshotChunk} or {@link Raft#snapshotUnreadable}; if it never is, it is asked again. */
  public record SnapshotRead(NodeId to, SnapshotMeta meta, long offset, int maxBytes) {}

  public Ready {
    entries = List.copyOf(entries);
    messages = List.copyOf(messages);
    messagesAfterPersist = List.copyOf(messagesAfterPersist);
    committedEntries = List.copyOf(committedEntries);
    reads = List.copyOf(reads);
    failedReads = List.copyOf(failedReads);
    snapshotChunks = List.copyOf(snapshotChunks);
    snapshotReads = List.copyOf(snapshotReads);
    roleChanges = List.copyOf(roleChanges);
  }

  /** Something of it goes to the disk, so {@link Raft#persisted} is due. */
  public boolean mustPersist() {
    return hardState.isPresent() || restartLogAfter.isPresent() || !entries.isEmpty();
  }
}
