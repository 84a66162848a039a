package io.dss.node.cache;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * Lines that stay and are to be in main memory: those of somebody who asked for all, and the oldest as soon as half of what may be dirty is. So much is on its
 * way at once that the links and main memory are busy and not flooded. Confined to the loop.
 */
final class Flushes {
  private static final class Asked {
    final Set<String> left = new LinkedHashSet<>();
    final CompletableFuture<Integer> done = new CompletableFuture<>();
    int lines;
  }

  private final Shelf shelf;
  private final long maxDirtyBytes;
  private final Consumer<String> flush;
  /** Bytes of each. */
  private final LinkedHashMap<String, Long> underWay = new LinkedHashMap<>();
  private long underWayBytes;
  private final List<Asked> asked = new ArrayList<>();

  /** @param flush begins the flush of a key; its end is told by {@link #flushed} or {@link #clean} */
  Flushes(Shelf shelf, long maxDirtyBytes, Consumer<String> flush) {
    this.shelf = shelf;
    this.maxDirtyBytes = maxDirtyBytes;
    this.flush = flush;
  }

  /** All that is dirty now. @return how many lines there were, when main memory has them */
  CompletionStage<Integer> all() {
    Asked all = new Asked();
    for (Slot slot : shelf.dirty()) all.left.add(slot.key);
    all.lines = all.left.size();
    if (all.left.isEmpty()) {
      all.done.complete(0);
      return all.done;
    }
    asked.add(all);
    // What is under way may be of an earlier version than the one there is now.
    for (String key : List.copyOf(underWay.keySet())) if (all.left.contains(key)) flush.accept(key);
    return all.done;
  }

  /** Main memory has what was dirty when the flush of it began. */
  void flushed(String key) {
    ended(key);
  }

  /** Main memory has it, another node has it, or nobody needs it any more. */
  void clean(String key) {
    ended(key);
  }

  private void ended(String key) {
    Long bytes = underWay.remove(key);
    if (bytes != null) underWayBytes -= bytes;
    for (Iterator<Asked> each = asked.iterator(); each.hasNext();) {
      Asked one = each.next();
      if (!one.left.remove(key) || !one.left.isEmpty()) continue;
      each.remove();
      one.done.complete(one.lines);
    }
  }

  boolean idle() {
    return asked.isEmpty() && underWay.isEmpty() && shelf.dirtyBytes() <= maxDirtyBytes / 2;
  }

  /** Begins what may be begun. */
  void go() {
    if (asked.isEmpty() && shelf.dirtyBytes() <= maxDirtyBytes / 2) return;
    List<String> next = new ArrayList<>();
    long bytes = underWayBytes;
    long excess = asked.isEmpty() ? shelf.dirtyBytes() - maxDirtyBytes / 2 - underWayBytes : Long.MAX_VALUE;
    for (Slot slot : shelf.dirty()) {
      if (bytes >= NodeLimits.FLUSHING_BYTES || excess <= 0) break;
      if (underWay.containsKey(slot.key)) continue;
      long size = Shelf.bytes(slot.key, slot.shown);
      next.add(slot.key);
      underWay.put(slot.key, size);
      bytes += size;
      excess -= size;
    }
    underWayBytes = bytes;
    for (String key : next) flush.accept(key);
  }
}
