package io.dss.node.lock;

import io.dss.kernel.IdempotencyKey;
import io.dss.lock.LockChange;
import io.dss.lock.LockReply.Holder;
import io.dss.lock.LockReply;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The lock service as the edge sees it. Any node takes any call and carries it to the leader. Nothing blocks; a stage completes on a thread of the
 * engine (what depends on it must not block), or exceptionally with an {@link io.dss.node.route.Refusal} (bare or as cause of a CompletionException).
 */
public interface Locks {
  /** Carries out a change once, however often it must be sent. Never completes with {@link LockReply.Queued}: a waiting call is parked until it is decided. */
  CompletionStage<LockReply> change(LockChange change, Optional<IdempotencyKey> key);

  /** Linearizable: whether {@code fencingToken} is a live hold's, and the newest token granted of that lock (empty if not held). */
  CompletionStage<Check> check(String lockName, long fencingToken);

  /** Linearizable: one lock; empty lists if it is free. */
  CompletionStage<Description> describe(String lockName);

  /** Linearizable: the locks that are held or waited for, in the order of their names, after {@code after}. */
  CompletionStage<List<Description>> list(Query query);

  record Check(boolean valid, Optional<Long> current) {}

  /** {@code nowMillis}: log time when it was read, to tell {@code expires_in}. */
  record Description(String lockName, long nowMillis, List<Holder> holders, List<Waiter> waiters) {}

  record Waiter(String clientId, io.dss.lock.LockMode mode, long sinceMillis, long untilMillis) {}

  /** @param limit 1-10,000 */
  record Query(String prefix, Optional<State> state, int limit, Optional<String> after) {
    public enum State {
      HELD,
      WAITED
    }
  }
}
