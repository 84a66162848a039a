package io.dss.server.wiring;

import io.dss.kernel.IdempotencyKey;
import io.dss.lock.LockChange;
import io.dss.lock.LockReply;
import io.dss.node.lock.Locks;
import io.dss.node.route.Refusal;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/** The lock service from the first moment on: before the cluster is formed it refuses with what is missing. */
final class LocksWhenFormed implements Locks {
  private final Supplier<String> missing;
  private volatile Locks formed;

  /** @param missing says why there is no cluster yet */
  LocksWhenFormed(Supplier<String> missing) {
    this.missing = missing;
  }

  void formed(Locks locks) {
    formed = locks;
  }

  @Override
  public CompletionStage<LockReply> change(LockChange change, Optional<IdempotencyKey> key) {
    return asked(locks -> locks.change(change, key));
  }

  @Override
  public CompletionStage<Check> check(String lockName, long fencingToken) {
    return asked(locks -> locks.check(lockName, fencingToken));
  }

  @Override
  public CompletionStage<Description> describe(String lockName) {
    return asked(locks -> locks.describe(lockName));
  }

  @Override
  public CompletionStage<List<Description>> list(Query query) {
    return asked(locks -> locks.list(query));
  }

  private <T> CompletionStage<T> asked(Function<Locks, CompletionStage<T>> call) {
    Locks locks = formed;
    if (locks != null) return call.apply(locks);
    return CompletableFuture.failedFuture(new Refusal(Refusal.Code.NO_LEADER, missing.get(), Optional.empty(), 1_000));
  }
}
