package io.dss.lock;

/** The limits of the lock table that every replica must agree on. */
public final class LockLimits {
  /** How long the result of a call with an {@link IdempotencyKey} is kept, in log time. */
  public static final long IDEMPOTENCY_MILLIS = 600_000;

  private LockLimits() {}
}
