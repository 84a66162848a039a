package io.dss.lock;

import io.dss.kernel.NodeId;
import io.dss.lock.LockReply.Expired;
import io.dss.lock.LockReply.Reason;
import io.dss.lock.LockReply.Refused;
import java.util.Map;

/** Carries out {@link LockCommand.Expire}: what is due at the time of the entry, the earliest first. */
final class Expiry {
  private Expiry() {}

  static LockReply apply(Draft draft) {
    int count = 0;
    while (count < LockLimits.EXPIRE_BATCH && moreIsDue(draft)) {
      carryOut(draft, draft.deadlines.first().map(Map.Entry::getKey).orElseThrow());
      count++;
    }
    return new Expired(count, moreIsDue(draft));
  }

  private static boolean moreIsDue(Draft draft) {
    return draft.deadlines.first().map(next -> next.getKey().atMillis() <= draft.timeMillis).orElse(false);
  }

  private static void carryOut(Draft draft, Deadline due) {
    switch (due.kind()) {
      case LEASE -> endLease(draft, due.name(), draft.lock(due.name()).holds().get(due.clientId()));
      case WAIT -> passOver(draft, due.name(), draft.lock(due.name()).waiters().get(due.clientId()));
      case GRACE -> leave(draft, due.name(), draft.lock(due.name()).waiters().get(due.clientId()));
      case KEY -> draft.dropKey(due.name(), draft.keys.get(due.name()));
      case ORIGIN -> forgetIfIdle(draft, new NodeId(due.name()));
    }
  }

  private static void endLease(Draft draft, String lockName, Hold hold) {
    Releasing.end(draft, lockName, hold);
    draft.happened(new LockEvent.StuckReleased(
        lockName, hold.clientId(), hold.mode(), hold.fencingToken(), draft.timeMillis - hold.sinceMillis()));
    Granting.grantWaiters(draft, lockName);
  }

  /** Once passed over it blocks nobody: those behind it may be granted. */
  private static void passOver(Draft draft, String lockName, Waiter waiter) {
    endWait(draft, lockName, waiter);
    draft.replaceWaiter(lockName, waiter, waiter.over());
    Granting.grantWaiters(draft, lockName);
  }

  /** Tells the calls parked for this waiter, and the repeats of the newest one, that it was in vain. Its place is left as it is. */
  static void endWait(Draft draft, String lockName, Waiter waiter) {
    LockState lock = draft.lock(lockName);
    Refused refused = lock.refused(Reason.WAIT_TIMEOUT, waiter.clientId(), lock.position(waiter.place()));
    draft.settle(waiter.call(), refused);
    draft.happened(new LockEvent.WaitEnded(lockName, waiter.clientId(), waiter.mode(), refused));
  }

  private static void leave(Draft draft, String lockName, Waiter waiter) {
    draft.removeWaiter(lockName, waiter);
    draft.happened(new LockEvent.WaiterLeft(lockName, waiter.clientId(), waiter.mode()));
  }

  private static void forgetIfIdle(Draft draft, NodeId node) {
    Window window = draft.origins.get(node);
    long idleAtMillis = window.lastUsedMillis() + LockLimits.ORIGIN_IDLE_MILLIS;
    if (idleAtMillis <= draft.timeMillis) {
      draft.removeWindow(node, window);
    } else {
      draft.replaceWindow(node, window, window.checkedAgainAt(idleAtMillis));
    }
  }
}
