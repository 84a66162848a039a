package io.dss.lock;

import io.dss.kernel.IdempotencyKey;

/**
 * The limits of the lock table that every replica must agree on and that no setting changes: another value is another format of the log. Those
 * that depend on the size of the machine are in {@link LockTableLimits}.
 */
public final class LockLimits {
  /** How long the result of a call with an {@link IdempotencyKey} is kept, in log time. */
  public static final long IDEMPOTENCY_MILLIS = 600_000;

  /** How long a waiter whose {@code until} has passed keeps its place for the next call of its client, in log time. */
  public static final long GRACE_MILLIS = 10_000;

  /** The longest lease that one call may ask for. */
  public static final long MAX_TIMEOUT_MILLIS = 86_400_000;

  /** The longest that one call may wait. */
  public static final long MAX_WAIT_MILLIS = 60_000;

  /** The longest name of a lock or a client, in bytes of UTF-8. */
  public static final int MAX_NAME_BYTES = 512;

  /** The longest idempotency key, and the longest fingerprint, in bytes. */
  public static final int MAX_KEY_BYTES = 200;

  /** How many holders a refusal names: the first by client id. A description of the lock names all. */
  public static final int HOLDERS_IN_REPLY = 16;

  /** How many results are kept per origin: as many requests as one node may have unsettled at once. */
  public static final int WINDOW_RESULTS = 8192;

  /** How many bytes, as {@link LockTable#bytes()} counts them, the results of one origin may take. */
  public static final long WINDOW_BYTES = 4L << 20;

  /** An origin that has sent nothing for so long is forgotten, in log time; far above the deadline of any forwarded call. */
  public static final long ORIGIN_IDLE_MILLIS = 3_600_000;

  /** How many deadlines one {@link LockCommand.Expire} carries out. */
  public static final int EXPIRE_BATCH = 1000;

  private LockLimits() {}
}
