package io.dss.spi;

import io.dss.raft.log.HardState;
import io.dss.raft.log.LogEntry;
import java.util.List;
import java.util.Optional;

/**
 * Where a node's log and hard state live. One thread at a time calls it (the disk thread of the Raft loop); every method may block on the disk.
 *
 * <p>Nothing is durable before {@link #sync} has returned; what was written since the last one may survive a crash in part, but never so that a
 * later write is there and an earlier one is not. Any failure ({@link StoreFailed}) is final: the store must not be used again, as what the disk
 * holds is not known any more (an fsync that failed once may "succeed" the next time with the data gone).
 */
public interface LogStore extends AutoCloseable {
  /**
   * What the disk held when it was opened.
   *
   * @param hardState the last durable one
   * @param entries without gaps, ascending; empty if there are none after the newest snapshot
   * @param torn what was cut off the end because it had been written in part, if anything was
   */
  record Recovered(HardState hardState, List<LogEntry> entries, Optional<TornTail> torn) {}

  /** A record at the end of a file that was not written whole. */
  record TornTail(String file, long offset, long bytesCut) {}

  /** Reads what is there. Called once, first. @throws StoreFailed with file and offset when anything but the tail is damaged */
  Recovered recover();

  /**
   * Appends {@code entries} (ascending, without gaps). When the first has an index that is already there, that one and all after it are
   * replaced (§5.3); it may not leave a gap after the last.
   */
  void append(List<LogEntry> entries);

  /** Replaces the hard state. */
  void write(HardState hardState);

  /** Returns when all that was written before is on the disk. */
  void sync();

  /** Entries up to and including {@code index} are in a durable snapshot and may be given back, in whole segments. */
  void discardThrough(long index);

  /** Forgets every entry: the log goes on after {@code index}, where a snapshot that was received ends. Durable on return. */
  void restartAfter(long index, long term);

  /** What it takes on the disk. */
  long sizeBytes();

  @Override
  void close();
}
