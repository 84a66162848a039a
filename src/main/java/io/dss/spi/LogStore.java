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
   * @param entries without gaps, ascending; empty if there are none. The first may be covered by the newest snapshot already; there may be
   *     none up to a snapshot that was received just before a crash, which {@link #restartAfter} then has to follow again
   * @param torn what was cut off the end because it had been written in part, if anything was
   */
  record Recovered(HardState hardState, List<LogEntry> entries, Optional<TornTail> torn) {}

  /**
   * What was cut off the end of a file because it was not whole.
   *
   * @param doubtful whether it may have been acknowledged all the same: then this node may have forgotten entries and votes, and does neither
   *     vote nor stand for election until it has asked its peers and said so with {@link #settled}. Kept over restarts until then
   */
  record TornTail(String file, long offset, long bytesCut, boolean doubtful) {}

  /** Reads what is there. Called once, first. @throws StoreFailed with file and offset when anything but the tail is damaged */
  Recovered recover();

  /** What the peers know has been learnt again: a doubtful tail need not be reported any more. Durable on return. */
  void settled();

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
