package io.dss.lock;

import io.dss.lock.LockReply.Holder;
import io.dss.lock.LockReply.LimitReached;
import io.dss.lock.LockReply.Refused;

/**
 * How many bytes of memory each thing in the table is counted as: its objects, its tree nodes and its share of the indexes, on a 64-bit machine with
 * compressed pointers, rounded up. A rule of the log and not a measurement: every replica must count the same, whatever its machine.
 */
final class Footprint {
  private static final long TEXT = 56;
  private static final long LOCK = 160;
  private static final long HOLD = 280;
  private static final long WAITER = 460;
  private static final long CLIENT = 100;
  private static final long KEY = 280;
  private static final long ORIGIN = 360;
  private static final long RESULT = 140;

  private Footprint() {}

  static long text(String text) {
    return TEXT + 2L * text.length();
  }

  static long ofLock(String name) {
    return LOCK + text(name);
  }

  static long of(Hold hold) {
    return HOLD + text(hold.clientId());
  }

  static long of(Waiter waiter) {
    return WAITER + text(waiter.clientId());
  }

  static long ofClient(String clientId) {
    return CLIENT + text(clientId);
  }

  static long ofKey(String key, KeptKey kept) {
    return KEY + text(key) + text(kept.fingerprint()) + of(kept.kept());
  }

  /** Its results are counted in {@link Window#bytes()}. */
  static long ofOrigin(String node) {
    return ORIGIN + text(node);
  }

  static long of(Kept kept) {
    if (kept instanceof Kept.Wait wait) return RESULT + text(wait.lockName()) + text(wait.clientId());
    LockReply reply = ((Kept.Answer) kept).reply();
    long bytes = RESULT;
    if (reply instanceof LimitReached reached) bytes += text(reached.limit());
    if (reply instanceof Refused refused) {
      for (Holder holder : refused.holders()) bytes += TEXT + text(holder.clientId());
    }
    return bytes;
  }
}
