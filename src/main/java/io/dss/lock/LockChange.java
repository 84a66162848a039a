package io.dss.lock;

import java.util.OptionalLong;

/** What a client may ask to change. Times are in milliseconds of log time. */
public sealed interface LockChange {
  String lockName();

  /**
   * Take the lock, renew it if the same client holds it in that mode, upgrade or downgrade it if in the other.
   *
   * @param timeoutMillis how long it may be held before it counts as stuck
   * @param waitMillis how long to queue for it; 0 = answer now
   */
  record Acquire(String lockName, String clientId, LockMode mode, long timeoutMillis, long waitMillis) implements LockChange {}

  /** Give back this client's hold, if {@code fencingToken} (where given) is that hold's. */
  record Release(String lockName, String clientId, OptionalLong fencingToken) implements LockChange {}

  /** Extend exactly that hold, by its own time-out if none is given; never grants. */
  record Renew(String lockName, String clientId, long fencingToken, OptionalLong timeoutMillis) implements LockChange {}

  /** An operator takes the lock from everyone who holds it; the token moves on. */
  record ForceRelease(String lockName) implements LockChange {}
}
