package io.dss.node.cache;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Lines that stay and are to be in main memory: those of somebody who asked for all, and the oldest as soon as half of what may be dirty is. So
 * much is on its way at once that the links and main memory are busy and not flooded. Confined to the loop.
 */
final class Flushes {
  private static final class Asked {
    final Set<String> left = new LinkedHashSet<>();
    final CompletableFuture<Integer> done;
    int lines;

    Asked(CompletableFuture<Integer> done) {
      this.done = done;
    }
  }

  private final Shelf shelf;
  private final long maxDirtyBytes;
  private final Consumer<String> flush;
  /** Bytes of each. */
  private final LinkedHashMap<String, Long> underWay = new LinkedHashMap<>();
  private long underWayBytes;
  private final List<Asked> asked = new ArrayList<>();
  private boolean leaving;

  /** @param flush begins the flush of a key; its end is told by {@link #ended} */
  Flushes(Shelf shelf, long maxDirtyBytes, Consumer<String> flush) {
    this.shelf = shelf;
    this.maxDirtyBytes = maxDirtyBytes;
    this.flush = flush;
  }

  /**
   * All that is dirty now.
   *
   * @param done told how many lines there were, when main memory has them; whoever completes it first does not wait any longer
   * @return whether there may be one more
   */
  boolean all(CompletableFuture<Integer> done) {
    asked.removeIf(one -> one.done.isDone());
    if (asked.size() >= NodeLimits.MAX_FLUSHES) return false;
    Asked all = new Asked(done);
    for (Slot slot : shelf.dirty()) all.left.add(slot.key);
    all.lines = all.left.size();
    if (all.left.isEmpty()) {
      done.complete(0);
      return true;
    }
    asked.add(all);
    // What is under way may be of an earlier version than the one there is now.
    for (String key : List.copyOf(underWay.keySet())) if (all.left.contains(key)) flush.accept(key);
    return true;
  }

  /** From now on nothing stays dirty. */
  void leaving() {
    leaving = true;
  }

  /** The opposite. */
  void staying() {
    leaving = false;
  }

  /** Main memory has what was dirty when the flush of it was asked for last, another node has the line, or nobody needs it any more. */
  void ended(String key) {
    Long bytes = underWay.remove(key);
    if (bytes != null) underWayBytes -= bytes;
    List<Asked> over = new ArrayList<>();
    for (Asked one : asked) if (one.left.remove(key) && one.left.isEmpty()) over.add(one);
    asked.removeAll(over);
    for (Asked one : over) one.done.complete(one.lines);
  }

  /** What is to be written back although it is not under way yet. */
  private long excess() {
    return leaving || !asked.isEmpty() ? Long.MAX_VALUE : shelf.dirtyBytes() - maxDirtyBytes / 2 - underWayBytes;
  }

  /** Begins what may be begun. */
  void go() {
    long excess = excess();
    if (excess <= 0 || underWayBytes >= NodeLimits.FLUSHING_BYTES || underWay.size() >= shelf.dirtyLines()) return;
    List<String> next = new ArrayList<>();
    for (Slot slot : shelf.dirty()) {
      if (underWayBytes >= NodeLimits.FLUSHING_BYTES || excess <= 0) break;
      if (underWay.containsKey(slot.key)) continue;
      long size = Shelf.bytes(slot.key, slot.shown);
      next.add(slot.key);
      underWay.put(slot.key, size);
      underWayBytes += size;
      excess -= size;
    }
    for (String key : next) flush.accept(key);
  }
}
