package io.dss.lock;

import io.dss.lock.LockReply.Holder;
import java.util.List;

/**
 * One lock, as others see it. Times in log time.
 *
 * @param holders the oldest grant first
 * @param waiters in the order of their places
 */
public record LockDescription(String lockName, List<Holder> holders, List<Waiting> waiters) {
  /** {@code untilMillis} may lie in the past: then the place is kept for a while, but blocks nobody. */
  public record Waiting(String clientId, LockMode mode, long sinceMillis, long untilMillis) {
    static Waiting of(Waiter waiter) {
      return new Waiting(waiter.clientId(), waiter.mode(), waiter.sinceMillis(), waiter.untilMillis());
    }
  }
}
