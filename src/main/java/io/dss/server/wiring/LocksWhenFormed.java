package io.dss.server.wiring;

import io.dss.kernel.IdempotencyKey;
import io.dss.lock.LockChange;
import io.dss.lock.LockReply;
import io.dss.node.lock.Locks;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** The lock service from the first moment on: before the cluster is formed it refuses with what is missing. */
final class LocksWhenFormed implements Locks {
  private final WhenFormed<Locks> service;

  /** @param missing says why there is no cluster yet */
  LocksWhenFormed(Supplier<String> missing) {
    service = new WhenFormed<>(missing);
  }

  void formed(Locks locks) {
    service.formed(locks);
  }

  @Override
  public CompletionStage<LockReply> change(LockChange change, Optional<IdempotencyKey> key) {
    return service.asked(locks -> locks.change(change, key));
  }

  @Override
  public CompletionStage<Check> check(String lockName, long fencingToken) {
    return service.asked(locks -> locks.check(lockName, fencingToken));
  }

  @Override
  public CompletionStage<Description> describe(String lockName) {
    return service.asked(locks -> locks.describe(lockName));
  }

  @Override
  public CompletionStage<List<Description>> list(Query query) {
    return service.asked(locks -> locks.list(query));
  }
}
