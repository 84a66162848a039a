package io.dss.node.cache;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * An orderly stop: everything that this node has written goes to main memory, and so does what others write back to it as home. Where all nodes are
 * stopped at once nobody makes a view without this one, and what another could not write back any more would be lost: so a node lingers until that
 * is over. Confined to the loop.
 */
final class Departure {
  private final Shelf shelf;
  private final Flushes flushes;
  private final StoreDesk store;
  private Optional<CompletableFuture<Void>> left = Optional.empty();
  private long stirredNanos;

  Departure(Shelf shelf, Flushes flushes, StoreDesk store) {
    this.shelf = shelf;
    this.flushes = flushes;
    this.store = store;
  }

  /** @return completes when main memory has it all. Whoever waits says how long */
  CompletionStage<Void> begin(long nowNanos) {
    if (left.isEmpty()) {
      left = Optional.of(new CompletableFuture<>());
      stirredNanos = nowNanos;
    }
    return left.get();
  }

  /** As home, this node was given something for main memory. */
  void stirred(long nowNanos) {
    stirredNanos = nowNanos;
  }

  /** After each turn. @param alone nobody else may write back to this node */
  void go(boolean alone, long nowNanos) {
    if (left.isEmpty() || left.get().isDone()) return;
    // A write that was under way when calls were refused may have come after the last look.
    if (shelf.dirtyLines() > 0) flushes.leaving();
    else if (!store.writing() && (alone || nowNanos - stirredNanos >= TimeUnit.MILLISECONDS.toNanos(NodeLimits.LINGER_MILLIS))) left.get().complete(null);
  }
}
