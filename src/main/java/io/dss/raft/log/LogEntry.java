package io.dss.raft.log;

/**
 * One entry of the log. (index, term) names it for ever: two logs that hold an entry with the same index and term agree up to it (§5.3, Log Matching).
 *
 * @param index from 1, without gaps
 * @param term the term of the leader that created it, from 1
 * @param timeMillis log time, stamped by that leader: milliseconds that never run back along the log and stand still while there is no leader.
 *     Only differences mean anything
 * @param payload the command (opaque here) for {@link Kind#COMMAND}, the encoded {@link Configuration} for {@link Kind#CONFIGURATION}, else empty.
 *     Not copied: nobody changes it
 */
public record LogEntry(long index, long term, long timeMillis, Kind kind, byte[] payload) {
  /** Overhead of an entry besides its payload, in bytes, as counted against every limit in bytes. */
  public static final int OVERHEAD_BYTES = 32;

  public enum Kind {
    /** What a new leader commits first, so that it learns what is committed (§8). */
    NOOP,
    /** A command of the replicated tables. */
    COMMAND,
    /** Who votes. */
    CONFIGURATION
  }

  public LogEntry {
    if (index < 1 || term < 1 || timeMillis < 0) throw new IllegalArgumentException("entry " + index + " of term " + term + " at " + timeMillis);
  }

  /** What it counts against limits in bytes. */
  public long sizeBytes() {
    return OVERHEAD_BYTES + (long) payload.length;
  }

  @Override
  public String toString() {
    return kind + " " + index + "/" + term + " @" + timeMillis + "ms, " + payload.length + " bytes";
  }
}
