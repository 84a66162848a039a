package io.dss.lock;

import io.dss.kernel.Invariant;
import java.util.Map;
import java.util.Optional;

/**
 * Who gets a lock next. First come, first served over both modes: nobody is granted past a live waiter that is ahead of it and in the way, so
 * readers cannot starve a writer; and what was let go is given to the longest run of waiters, from the front, that can have it together, so
 * readers behind one writer wait for that writer only.
 */
final class Granting {
  private Granting() {}

  /** Grants the lock to everybody at the front of its queue who can have it now; answers the first live waiter that cannot. */
  static Optional<Waiter> grantWaiters(Draft draft, String lockName) {
    for (Map.Entry<Place, Waiter> entry : draft.lock(lockName).queue()) {
      Waiter waiter = entry.getValue();
      if (!waiter.live(draft.timeMillis)) continue;
      LockState lock = draft.lock(lockName);
      if (!lock.compatible(waiter.clientId(), waiter.mode()) || !lock.roomFor(waiter.clientId(), draft.limits)) return Optional.of(waiter);
      grantWaiter(draft, lockName, waiter, waiter.timeoutMillis());
    }
    return Optional.empty();
  }

  /** Ends the wait with a grant; the lease is counted from now. */
  static Hold grantWaiter(Draft draft, String lockName, Waiter waiter, long timeoutMillis) {
    draft.removeWaiter(lockName, waiter);
    Hold hold = grant(draft, lockName, waiter.clientId(), waiter.mode(), timeoutMillis, waiter.place().ticket());
    draft.settle(waiter.call(), hold.granted(draft.timeMillis));
    draft.happened(new LockEvent.GrantedToWaiter(
        lockName, hold.clientId(), hold.mode(), hold.fencingToken(), timeoutMillis, draft.timeMillis - waiter.sinceMillis()));
    return hold;
  }

  static Hold grantAtOnce(Draft draft, LockChange.Acquire ask) {
    Hold hold = grant(draft, ask.lockName(), ask.clientId(), ask.mode(), ask.timeoutMillis(), Hold.NO_TICKET);
    draft.happened(new LockEvent.Granted(ask.lockName(), hold.clientId(), hold.mode(), hold.fencingToken(), ask.timeoutMillis()));
    return hold;
  }

  /** A new token for a new hold; of a client that holds the lock already, an upgrade, it takes the place of the shared hold. */
  private static Hold grant(Draft draft, String lockName, String clientId, LockMode mode, long timeoutMillis, long ticket) {
    draft.fencing = draft.fencing.next();
    long now = draft.timeMillis;
    Hold hold = new Hold(clientId, mode, draft.fencing.token(), now, now + timeoutMillis, timeoutMillis, ticket);
    Hold before = draft.lock(lockName).holds().get(clientId);
    if (before == null) {
      draft.addHold(lockName, hold);
    } else {
      Invariant.check(mode == LockMode.EXCLUSIVE && before.mode() == LockMode.SHARED, "%s is granted %s twice", clientId, lockName);
      draft.replaceHold(lockName, before, hold);
    }
    return hold;
  }
}
