package io.dss.cache;

/** What one key may be. */
public final class CacheLimits {
  /** A key, in bytes of UTF-8. */
  public static final int KEY_BYTES = 512;
  /** A value, in bytes of JSON; {@code dss.cache.max-value-bytes} may be less. */
  public static final int VALUE_BYTES = 1_048_576;
  /** Results under Idempotency-Keys that an entry keeps, each for {@link #KEPT_MILLIS}; with as many, calls under further ones are refused. */
  public static final int KEPT_RESULTS = 256;
  /** How long a result is kept, and a tombstone at least. */
  public static final long KEPT_MILLIS = 600_000;
  /** An Idempotency-Key, and the fingerprint of a call. */
  public static final int KEPT_KEY_CHARACTERS = 200;
  /** A result that is kept: it has no value, at most a number. */
  public static final int KEPT_REPLY_BYTES = 256;
  /** A load token: the text of a version. */
  public static final int TOKEN_CHARACTERS = 64;

  private CacheLimits() {}
}
