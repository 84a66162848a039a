package io.dss.lock;

import io.dss.lock.LockChange.Acquire;
import io.dss.lock.LockReply.Queued;
import io.dss.lock.LockReply.Reason;
import java.util.Optional;

/** Carries out {@link Acquire}. */
final class Acquiring {
  private Acquiring() {}

  static LockReply apply(Draft draft, Acquire ask, Call call) {
    Optional<Waiter> next = Granting.grantWaiters(draft, ask.lockName());
    Hold mine = draft.lock(ask.lockName()).holds().get(ask.clientId());
    if (mine != null && mine.mode() == ask.mode()) return Renewing.extend(draft, ask.lockName(), mine, ask.timeoutMillis());
    if (mine != null && ask.mode() == LockMode.SHARED) return downgrade(draft, ask, mine);
    Waiter waiting = draft.lock(ask.lockName()).waiters().get(ask.clientId());
    if (waiting != null && waiting.mode() != ask.mode()) {
      withdraw(draft, ask.lockName(), waiting);
      return apply(draft, ask, call);
    }
    return waiting != null ? again(draft, ask, call, waiting, next) : anew(draft, ask, call, mine, next);
  }

  /** The exclusive hold becomes shared under the same token: that of a writer also fences what it goes on reading. */
  private static LockReply downgrade(Draft draft, Acquire ask, Hold mine) {
    Hold shared = mine.downgraded().extended(draft.timeMillis, ask.timeoutMillis());
    draft.replaceHold(ask.lockName(), mine, shared);
    draft.happened(new LockEvent.Downgraded(ask.lockName(), ask.clientId(), shared.fencingToken(), shared.expiresInMillis(draft.timeMillis)));
    Granting.grantWaiters(draft, ask.lockName());
    return shared.granted(draft.timeMillis);
  }

  /** A client waits for a lock in one mode: asking in the other gives up the place. */
  private static void withdraw(Draft draft, String lockName, Waiter waiting) {
    if (!waiting.passedOver()) Expiry.endWait(draft, lockName, waiting);
    draft.removeWaiter(lockName, waiting);
    draft.happened(new LockEvent.WaiterLeft(lockName, waiting.clientId(), waiting.mode()));
  }

  /** Somebody who already waits calls again: it keeps its place, and the new call says how long it waits and holds. */
  private static LockReply again(Draft draft, Acquire ask, Call call, Waiter waiting, Optional<Waiter> next) {
    LockState lock = draft.lock(ask.lockName());
    boolean mayHave = mayHave(lock, ask, waiting.place(), next);
    if (mayHave && lock.roomFor(ask.clientId(), draft.limits)) {
      return Granting.grantWaiter(draft, ask.lockName(), waiting, ask.timeoutMillis()).granted(draft.timeMillis);
    }
    int position = lock.position(waiting.place());
    if (ask.waitMillis() == 0) return lock.refused(Reason.HELD, ask.clientId(), position);
    draft.replaceWaiter(ask.lockName(), waiting, waiting.joined(ask.timeoutMillis(), draft.timeMillis + ask.waitMillis(), call));
    return queued(draft, ask, position);
  }

  private static LockReply anew(Draft draft, Acquire ask, Call call, Hold mine, Optional<Waiter> next) {
    LockState lock = draft.lock(ask.lockName());
    Place place = new Place(mine != null, draft.index);
    boolean mayHave = mayHave(lock, ask, place, next);
    if (!mayHave && ask.waitMillis() == 0) return lock.refused(Reason.HELD, ask.clientId(), 0);
    Optional<LockReply> noRoom = noRoom(draft, lock, ask, mine, mayHave);
    if (noRoom.isPresent()) return noRoom.get();
    if (mayHave) return Granting.grantAtOnce(draft, ask).granted(draft.timeMillis);
    int position = lock.position(place);
    long until = draft.timeMillis + ask.waitMillis();
    draft.addWaiter(
        ask.lockName(), new Waiter(ask.clientId(), ask.mode(), place, ask.timeoutMillis(), draft.timeMillis, until, false, call));
    return queued(draft, ask, position);
  }

  /**
   * Whether nothing stands against a grant at {@code place}. After {@link Granting#grantWaiters} it is enough to look at {@code next}, the first
   * live waiter: if it is ahead, whatever keeps it from the lock keeps those behind it from it as well.
   */
  private static boolean mayHave(LockState lock, Acquire ask, Place place, Optional<Waiter> next) {
    return lock.compatible(ask.clientId(), ask.mode()) && (next.isEmpty() || place.compareTo(next.get().place()) < 0);
  }

  /** An upgrade that can be had takes no more room than the hold it replaces. */
  private static Optional<LockReply> noRoom(Draft draft, LockState lock, Acquire ask, Hold mine, boolean mayHave) {
    LockTableLimits limits = draft.limits;
    if (mine != null && mayHave) return Optional.empty();
    if (mayHave && !lock.roomFor(ask.clientId(), limits)) return Optional.of(limits.holders());
    if (!mayHave && lock.waiters().size() >= limits.maxWaitersPerLock()) return Optional.of(limits.waiters());
    if (lock.isUnused() && draft.locks.size() >= limits.maxLocks()) return Optional.of(limits.locks());
    Integer places = draft.places.get(ask.clientId());
    if (places != null && places >= limits.maxPlacesPerClient()) return Optional.of(limits.places());
    return draft.bytes >= limits.maxBytes() ? Optional.of(limits.memory()) : Optional.empty();
  }

  private static Queued queued(Draft draft, Acquire ask, int position) {
    long until = draft.timeMillis + ask.waitMillis();
    draft.happened(new LockEvent.Queued(ask.lockName(), ask.clientId(), ask.mode(), until));
    return new Queued(position, until);
  }
}
