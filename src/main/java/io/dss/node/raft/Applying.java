package io.dss.node.raft;

import io.dss.raft.log.LogEntry;
import java.util.List;

/** Applies committed entries to the tables and answers those who proposed them. Confined to the loop. */
final class Applying {
  private final Tables tables;
  private final Proposals proposals;
  /** Entries up to here were on the disk at the start. */
  private long replayThrough;
  private long lastIndex;
  private long lastTerm;

  Applying(Tables tables, Proposals proposals) {
    this.tables = tables;
    this.proposals = proposals;
  }

  /** The tables are those of a snapshot at {@code snapshotIndex}; the log on disk goes through {@code replayThroughIndex}. */
  void startsAt(long snapshotIndex, long replayThroughIndex) {
    lastIndex = snapshotIndex;
    replayThrough = replayThroughIndex;
  }

  /** @param entries not empty. @return how many bytes they are */
  long apply(List<LogEntry> entries) {
    long bytes = 0;
    for (LogEntry entry : entries) {
      Object reply = entry.kind() == LogEntry.Kind.COMMAND ? tables.apply(entry, entry.index() <= replayThrough) : null;
      proposals.applied(entry, reply);
      bytes += entry.sizeBytes();
      lastIndex = entry.index();
      lastTerm = entry.term();
    }
    return bytes;
  }

  /** A snapshot took the place of the tables and of the entries up to its end. */
  void restored(long snapshotIndex) {
    proposals.skippedThrough(snapshotIndex);
    lastIndex = snapshotIndex;
  }

  /** Of the last entry that the tables hold. */
  long lastIndex() {
    return lastIndex;
  }

  /** Of the last entry that was applied here; 0 before the first. */
  long lastTerm() {
    return lastTerm;
  }
}
