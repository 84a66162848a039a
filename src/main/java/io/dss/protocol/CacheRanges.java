package io.dss.protocol;

import io.dss.protocol.Limits.Range;

/** What the fields of the cache calls may be. Times in milliseconds. */
public final class CacheRanges {
  /** Items of a list. */
  public static final Range BATCH = new Range(1, 1_000);

  /** How long a value lives: a millisecond to ten years. 0 is refused, as half of the world's caches mean "for ever" by it. */
  public static final Range TTL_MILLIS = new Range(1, 3_652L * 86_400_000);

  /** How long a loader has: 0.1 s to ten minutes. */
  public static final Range LOAD_MILLIS = new Range(100, 600_000);

  public static final long LOAD_DEFAULT_MILLIS = 30_000;

  /** How long a read waits for another's load. */
  public static final Range WAIT_MILLIS = new Range(0, 20_000);

  public static final long WAIT_DEFAULT_MILLIS = 10_000;

  /** What is added to a number, and what it begins with. */
  public static final Range NUMBER = new Range(Long.MIN_VALUE, Long.MAX_VALUE);

  /** Values in the answer to one read of a list, in bytes; what is over comes as a refusal of its item. */
  public static final int READ_ALL_BYTES = 16 << 20;

  /** Of a stream's position, as it came in an {@code id}. */
  public static final int CURSOR_CHARACTERS = 4_096;

  private CacheRanges() {}
}
