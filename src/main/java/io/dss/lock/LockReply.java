package io.dss.lock;

import java.util.List;

/** What came of a {@link LockChange}. Decided when the entry is applied, the same on every replica. */
public sealed interface LockReply {
  /**
   * Acquired, re-acquired, upgraded, downgraded or renewed.
   *
   * @param fencingToken below 2^53; greater than that of any earlier grant of any lock
   * @param expiresInMillis from the application of the entry that granted or renewed it
   */
  record Granted(long fencingToken, LockMode mode, long expiresInMillis) implements LockReply {}

  /** Not granted, as part of normal work. {@code position} counts waiters ahead plus one; 0 if not queued. */
  record Refused(Reason reason, List<Holder> holders, int position) implements LockReply {}

  /** It waits, until a grant or {@code untilMillis} (log time). Whoever carries the call parks it; clients never see this. */
  record Queued(int position, long untilMillis) implements LockReply {}

  record Released() implements LockReply {}

  /** An operator's release: how many holds it ended (0 if the lock was free). */
  record Forced(int released) implements LockReply {}

  /** Release or renewal of what that client does not hold. */
  record NotHeld() implements LockReply {}

  /** The token is that of another hold. {@code currentToken}: of this client's hold. */
  record StaleToken(long currentToken) implements LockReply {}

  /** The idempotency key was used with another call. */
  record KeyReused() implements LockReply {}

  /** A cap is reached; {@code limit} says which, how much it is and what to do. Nothing was changed. */
  record LimitReached(String limit) implements LockReply {}

  /** The stamp is older than the window of results that is kept: what came of it is not known any more, and it is not run again. */
  record Forgotten() implements LockReply {}

  /** Of {@link LockCommand.Expire}, never of a change: how many deadlines it carried out, and whether more are due at its time. */
  record Expired(int count, boolean more) implements LockReply {}

  enum Reason {
    HELD,
    WAIT_TIMEOUT,
    DEADLOCK
  }

  /** A hold, as others see it. Times in log time. */
  record Holder(String clientId, LockMode mode, long fencingToken, long sinceMillis, long expiresAtMillis) {}
}
