package io.dss.node.cache;

import io.dss.node.raft.EventLoop;
import io.dss.spi.TimeSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * An orderly stop, or a rest: calls go to others, everything that this node has written goes to main memory, and so does what others write back to it as home. Where all nodes
 * are stopped at once nobody makes a view without this one, and what another could not write back any more would be lost: so a node lingers until that
 * is over. Confined to the loop unless said.
 */
final class Departure {
  private final EventLoop loop;
  private final TimeSource time;
  private final Shelf shelf;
  private final Flushes flushes;
  private final StoreDesk store;
  private Optional<CompletableFuture<Void>> left = Optional.empty();
  private long stirredNanos;
  private volatile boolean leaving;

  Departure(EventLoop loop, TimeSource time, Shelf shelf, Flushes flushes, StoreDesk store) {
    this.loop = loop;
    this.time = time;
    this.shelf = shelf;
    this.flushes = flushes;
    this.store = store;
  }

  /** Whether calls are another node's to answer. Any thread. */
  boolean leaving() {
    return leaving;
  }

  /** Any thread. @return completes when main memory has it all. Whoever waits says how long */
  CompletionStage<Void> begin() {
    CompletableFuture<Void> done = new CompletableFuture<>();
    leaving = true;
    loop.complete(() -> {
      if (left.isEmpty()) {
        left = Optional.of(new CompletableFuture<>());
        stirredNanos = time.monotonicNanos();
      }
      left.get().thenAccept(done::complete);
    });
    return done;
  }

  /** Calls are this node's own again. Any thread. */
  void comeBack() {
    loop.complete(() -> {
      left.ifPresent(waited -> waited.complete(null));
      left = Optional.empty();
      flushes.staying();
      leaving = false;
    });
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
