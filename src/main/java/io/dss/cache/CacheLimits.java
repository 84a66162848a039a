package io.dss.cache;

/** What one key may be. */
public final class CacheLimits {
  /** A key, in bytes of UTF-8. */
  public static final int KEY_BYTES = 512;
  /** A value, in bytes of JSON; {@code dss.cache.max-value-bytes} may be less. */
  public static final int VALUE_BYTES = 1_048_576;
  /** Results under Idempotency-Keys that an entry keeps; one more pushes out the oldest, at most {@link #KEPT_MILLIS} old. */
  public static final int KEPT_RESULTS = 16;
  /** How long a result is kept, and a tombstone at least. */
  public static final long KEPT_MILLIS = 600_000;
  /** How long a loader may take. */
  public static final long LOAD_MILLIS = 30_000;

  private CacheLimits() {}
}
