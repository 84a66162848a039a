package io.dss.lock;

import io.dss.lock.LockChange.ForceRelease;
import io.dss.lock.LockChange.Release;
import io.dss.lock.LockReply.Forced;
import io.dss.lock.LockReply.Holder;
import io.dss.lock.LockReply.NotHeld;
import io.dss.lock.LockReply.Released;
import io.dss.lock.LockReply.StaleToken;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Carries out {@link Release} and {@link ForceRelease}, and ends holds for whatever reason. */
final class Releasing {
  private Releasing() {}

  /** A client that only waits holds nothing, and its place is left alone: the call may be a late one that meant an earlier hold. */
  static LockReply apply(Draft draft, Release release) {
    Hold hold = draft.lock(release.lockName()).holds().get(release.clientId());
    if (hold == null) return new NotHeld();
    long token = release.fencingToken().orElse(hold.fencingToken());
    if (token != hold.fencingToken()) return new StaleToken(hold.fencingToken());
    end(draft, release.lockName(), hold);
    draft.happened(new LockEvent.Released(
        release.lockName(), hold.clientId(), hold.mode(), hold.fencingToken(), draft.timeMillis - hold.sinceMillis()));
    Granting.grantWaiters(draft, release.lockName());
    return new Released();
  }

  /** Those who wait go on waiting, and the first of them get the lock. A free lock is left as it is. */
  static LockReply apply(Draft draft, ForceRelease force) {
    LockState lock = draft.lock(force.lockName());
    if (lock.holds().isEmpty()) return new Forced(0);
    List<Holder> ended = new ArrayList<>();
    for (Map.Entry<String, Hold> hold : lock.holds()) {
      ended.add(hold.getValue().described());
      end(draft, force.lockName(), hold.getValue());
    }
    draft.happened(new LockEvent.ForceReleased(force.lockName(), List.copyOf(ended), draft.moveTokenOn(force.lockName())));
    Granting.grantWaiters(draft, force.lockName());
    return new Forced(ended.size());
  }

  /** Ends a hold. If its client waited for an upgrade of it, it goes on waiting, but no longer ahead of the others. */
  static void end(Draft draft, String lockName, Hold hold) {
    draft.removeHold(lockName, hold);
    Waiter upgrading = draft.lock(lockName).waiters().get(hold.clientId());
    if (upgrading != null) draft.replaceWaiter(lockName, upgrading, upgrading.ordinary());
  }
}
