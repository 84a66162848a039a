package io.dss.server.rest;

import io.dss.kernel.IdempotencyKey;
import io.dss.lock.LockChange;
import io.dss.lock.LockReply;
import io.dss.node.lock.Locks;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Records what it is asked and answers with what the test put in; without that, a stage that stays open. */
final class FakeLocks implements Locks {
  final List<LockChange> changes = new ArrayList<>();
  final List<Optional<IdempotencyKey>> keys = new ArrayList<>();
  final List<Object> reads = new ArrayList<>();
  CompletableFuture<LockReply> reply = new CompletableFuture<>();
  Check check = new Check(false, Optional.empty());
  Description description = new Description("a", 0, List.of(), List.of());
  List<Description> found = List.of();

  @Override
  public CompletionStage<LockReply> change(LockChange change, Optional<IdempotencyKey> key) {
    changes.add(change);
    keys.add(key);
    return reply;
  }

  @Override
  public CompletionStage<Check> check(String lockName, long fencingToken) {
    reads.add(lockName + "/" + fencingToken);
    return CompletableFuture.completedFuture(check);
  }

  @Override
  public CompletionStage<Description> describe(String lockName) {
    reads.add(lockName);
    return CompletableFuture.completedFuture(description);
  }

  @Override
  public CompletionStage<List<Description>> list(Query query) {
    reads.add(query);
    return CompletableFuture.completedFuture(found);
  }

  boolean untouched() {
    return changes.isEmpty() && reads.isEmpty();
  }
}
