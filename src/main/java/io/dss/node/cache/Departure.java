package io.dss.node.cache;

import io.dss.kernel.NodeId;
import io.dss.node.raft.EventLoop;
import io.dss.spi.TimeSource;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * An orderly stop, or a rest: calls go to others, everything that this node has written goes to main memory, and so does what others write back to it as home. Where all nodes
 * are stopped at once nobody makes a view without this one, and what another could not write back any more would be lost: so a node lingers until that
 * is over. What it keeps for an owner that has just crashed may be the last copy: it stays until the home of the next view has that in main memory. Confined to the
 * loop unless said.
 */
final class Departure {
  private final EventLoop loop;
  private final TimeSource time;
  private final Shelf shelf;
  private final Lines lines;
  private final Flushes flushes;
  private final StoreDesk store;
  private final Supplier<Set<NodeId>> unreachable;
  private Optional<CompletableFuture<Void>> left = Optional.empty();
  private long begunNanos;
  private long stirredNanos;
  private volatile boolean leaving;

  /** @param unreachable the nodes that there is no connection to */
  Departure(EventLoop loop, TimeSource time, Shelf shelf, Lines lines, Flushes flushes, StoreDesk store, Supplier<Set<NodeId>> unreachable) {
    this.loop = loop;
    this.time = time;
    this.shelf = shelf;
    this.lines = lines;
    this.flushes = flushes;
    this.store = store;
    this.unreachable = unreachable;
  }

  /** Whether calls are another node's to answer. Any thread. */
  boolean leaving() {
    return leaving;
  }

  /** Any thread. What an earlier one had found is looked at anew. @return completes when main memory has it all. Whoever waits says how long */
  CompletionStage<Void> begin() {
    CompletableFuture<Void> done = new CompletableFuture<>();
    leaving = true;
    loop.complete(() -> {
      if (left.filter(waited -> !waited.isDone()).isEmpty()) {
        left = Optional.of(new CompletableFuture<>());
        begunNanos = time.monotonicNanos();
        stirredNanos = begunNanos;
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

  /** After each turn. */
  void go(long nowNanos) {
    if (left.isEmpty() || left.get().isDone()) return;
    // A write that was under way when calls were refused may have come after the last look.
    if (shelf.dirtyLines() > 0) flushes.leaving();
    else if (!store.writing() && lingered(nowNanos) && !mayHaveLastCopies(nowNanos)) left.get().complete(null);
  }

  private boolean lingered(long nowNanos) {
    boolean alone = lines.ring().filter(ring -> ring.nodes().size() > 1).isEmpty();
    return alone || passed(stirredNanos, NodeLimits.LINGER_MILLIS, nowNanos);
  }

  private static boolean passed(long sinceNanos, long millis, long nowNanos) {
    return nowNanos - sinceNanos >= TimeUnit.MILLISECONDS.toNanos(millis);
  }

  private boolean mayHaveLastCopies(long nowNanos) {
    if (lines.backupBytes() == 0) return false;
    if (!lines.backupsClaimed() || !passed(begunNanos, NodeLimits.SILENCE_MILLIS, nowNanos)) return true;
    return !Collections.disjoint(lines.ring().map(Ring::nodes).orElse(List.of()), unreachable.get());
  }
}
