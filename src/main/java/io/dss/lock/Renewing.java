package io.dss.lock;

import io.dss.lock.LockChange.Renew;
import io.dss.lock.LockReply.NotHeld;
import io.dss.lock.LockReply.StaleToken;

/**
 * Carries out {@link Renew}. It extends exactly the hold that it names: a renewal that comes after the release, or after somebody else's grant, finds
 * no such hold and does nothing.
 */
final class Renewing {
  private Renewing() {}

  static LockReply apply(Draft draft, Renew renew) {
    Hold hold = draft.lock(renew.lockName()).holds().get(renew.clientId());
    if (hold == null) return new NotHeld();
    if (hold.fencingToken() != renew.fencingToken()) return new StaleToken(hold.fencingToken());
    return extend(draft, renew.lockName(), hold, renew.timeoutMillis().orElse(hold.timeoutMillis()));
  }

  static LockReply extend(Draft draft, String lockName, Hold hold, long timeoutMillis) {
    Hold extended = hold.extended(draft.timeMillis, timeoutMillis);
    draft.replaceHold(lockName, hold, extended);
    draft.happened(new LockEvent.Renewed(
        lockName, hold.clientId(), hold.mode(), hold.fencingToken(), extended.expiresInMillis(draft.timeMillis)));
    return extended.granted(draft.timeMillis);
  }
}
