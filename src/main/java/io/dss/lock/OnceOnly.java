package io.dss.lock;

import io.dss.kernel.IdempotencyKey;
import io.dss.kernel.RequestStamp;
import io.dss.lock.LockReply.Forgotten;
import io.dss.lock.LockReply.KeyReused;
import io.dss.lock.LockReply.LimitReached;
import io.dss.lock.LockReply.Queued;
import io.dss.lock.LockReply.Reason;
import java.util.List;
import java.util.Optional;

/**
 * Carries a call out once and only once. First the stamp of the node that took it: a repeat gets the kept result and changes nothing at all. Then
 * the client's own key: a repeat gets the kept result, which is then also that of the new stamp. The two are never mixed up: stamps guard one
 * call against the network between the nodes, keys guard two calls of a client against its own doubts.
 */
final class OnceOnly {
  private OnceOnly() {}

  static LockTable.Applied apply(LockTable table, LockCommand.Change change, long index, long timeMillis) {
    Draft draft = new Draft(table, index, timeMillis);
    RequestStamp stamp = change.stamp();
    Window window = table.origins.get(stamp.origin().node());
    if (window == null && table.origins.size() >= table.limits.maxOrigins()) return unchanged(table, table.limits.origins());
    if (window != null && window.incarnation() > stamp.origin().number()) return unchanged(table, new Forgotten());
    if (window != null && window.incarnation() == stamp.origin().number()) {
      if (stamp.sequence() < window.floor()) return unchanged(table, new Forgotten());
      Kept kept = window.results().get(stamp.sequence());
      if (kept != null) return unchanged(table, answer(draft, kept));
    }
    LockReply reply = keyed(draft, change);
    // A refusal at a cap must leave nothing behind, not even the grants to others that looking at the lock brought about.
    if (reply instanceof LimitReached) draft = new Draft(table, index, timeMillis);
    draft.keepResult(stamp, kept(draft, change, reply));
    return draft.applied(reply);
  }

  private static LockTable.Applied unchanged(LockTable table, LockReply reply) {
    return new LockTable.Applied(table, reply, List.of());
  }

  private static LockReply keyed(Draft draft, LockCommand.Change change) {
    if (change.key().isEmpty()) return changed(draft, change);
    IdempotencyKey key = change.key().get();
    KeptKey before = draft.keys.get(key.key());
    if (before != null) return before.fingerprint().equals(key.fingerprint()) ? answer(draft, before.kept()) : new KeyReused();
    if (draft.keys.size() >= draft.limits.maxIdempotencyKeys()) return draft.limits.keys();
    LockReply reply = changed(draft, change);
    // A cap is no result: the client may try again under the same key.
    if (!(reply instanceof LimitReached)) {
      Kept kept = kept(draft, change, reply);
      draft.keepKey(key.key(), new KeptKey(key.fingerprint(), kept, draft.timeMillis + LockLimits.IDEMPOTENCY_MILLIS));
    }
    return reply;
  }

  private static LockReply changed(Draft draft, LockCommand.Change change) {
    LockChange what = change.change();
    if (what instanceof LockChange.Acquire acquire) {
      return Acquiring.apply(draft, acquire, new Call(change.stamp(), change.key().map(IdempotencyKey::key)));
    }
    if (what instanceof LockChange.Release release) return Releasing.apply(draft, release);
    if (what instanceof LockChange.Renew renew) return Renewing.apply(draft, renew);
    return Releasing.apply(draft, (LockChange.ForceRelease) what);
  }

  private static Kept kept(Draft draft, LockCommand.Change change, LockReply reply) {
    if (!(reply instanceof Queued)) return new Kept.Answer(reply);
    Optional<KeptKey> byKey = change.key().flatMap(key -> draft.keys.find(key.key()));
    if (byKey.isPresent()) return byKey.get().kept();
    LockChange.Acquire acquire = (LockChange.Acquire) change.change();
    Waiter waiter = draft.lock(acquire.lockName()).waiters().get(acquire.clientId());
    return new Kept.Wait(acquire.lockName(), acquire.clientId(), waiter.place().ticket());
  }

  /**
   * What a repeat is told. A wait that has settled its result has it in the place of the {@link Kept.Wait}; one is only found here while it lasts, or
   * when a later call of the same client had joined the same wait, so that the wait settled that one.
   */
  private static LockReply answer(Draft draft, Kept kept) {
    if (kept instanceof Kept.Answer answer) return answer.reply();
    Kept.Wait wait = (Kept.Wait) kept;
    LockState lock = draft.lock(wait.lockName());
    Waiter waiter = lock.waiters().get(wait.clientId());
    if (waiter != null && waiter.place().ticket() == wait.ticket()) {
      int position = lock.position(waiter.place());
      if (waiter.passedOver()) return lock.refused(Reason.WAIT_TIMEOUT, wait.clientId(), position);
      return new Queued(position, waiter.untilMillis());
    }
    Hold hold = lock.holds().get(wait.clientId());
    if (hold != null && hold.ticket() == wait.ticket()) return hold.granted(draft.timeMillis);
    return lock.refused(Reason.WAIT_TIMEOUT, wait.clientId(), 0);
  }
}
