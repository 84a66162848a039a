package io.dss.node.cache;

import io.dss.coherence.Effect;
import io.dss.coherence.LineState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * The lines of this node as readers see them, how much they take, and which was not used for longest. Any thread looks lines up; all else is
 * confined to the loop.
 *
 * <p>The order is exact although a hit takes no lock: the queue holds each line by a use that was seen, and what comes first in it but was used
 * since goes back in by that later use. So the first whose use is the recorded one was used before all others.
 */
final class Shelf {
  /**
   * What a line takes beside the characters of its key and its entry: maps, records, the order of eviction. Measured, see the page of the
   * benchmarks.
   */
  static final int LINE_BYTES = 460;

  /** So many gone lines stay in the order of eviction at least. */
  private static final int LEFT_AT_LEAST = 1_024;

  private final Map<String, Slot> slots = new ConcurrentHashMap<>();
  private final PriorityQueue<Slot> order = new PriorityQueue<>(Comparator.comparingLong((Slot slot) -> slot.recordedNanos));
  /** Keys that main memory does not know, those that became so first at the front. */
  private final LinkedHashMap<String, Slot> dirty = new LinkedHashMap<>();
  private final Counters counters;
  private long entries;
  private long bytes;
  private long dirtyBytes;
  /** Of those in the order of eviction, the ones whose line is gone. */
  private int left;
  private boolean evicting;
  /** Lines that were asked for and are not here yet. */
  private int coming;

  Shelf(Counters counters) {
    this.counters = counters;
  }

  /** Any thread; null if there is no line. */
  Slot find(String key) {
    return slots.get(key);
  }

  /** Any thread; in no order, and what changes meanwhile may be seen or not. */
  Iterable<Slot> all() {
    return slots.values();
  }

  int coming() {
    return coming;
  }

  private static boolean isComing(Slot.Shown shown) {
    return shown.state() == LineState.IS || shown.state() == LineState.IM;
  }

  private static boolean counts(Slot.Shown shown) {
    return shown.state().readable();
  }

  /** Not on its way between two states; when it comes out of that, it is shown again. */
  private static boolean evictable(Slot.Shown shown) {
    return shown.state() == LineState.S || shown.state() == LineState.E || shown.state() == LineState.M;
  }

  static long bytes(String key, Slot.Shown shown) {
    return LINE_BYTES + 2L * key.length() + shown.entry().bytes();
  }

  void show(Effect.Show show, long nowNanos) {
    counters.transition(show.before(), show.state());
    Slot slot = slots.get(show.key());
    if (slot != null) takeOut(slot);
    if (show.state() == LineState.I) {
      if (slot != null) gone(slot, show.before(), nowNanos);
      return;
    }
    Slot.Shown shown = new Slot.Shown(show.state(), show.entry(), show.dirty(), nowNanos);
    if (slot == null) {
      slot = new Slot(show.key(), shown, nowNanos);
      putIn(slot, shown, false);
      slots.put(show.key(), slot);
    } else {
      change(slot, show.before(), shown, nowNanos);
    }
    if (!shown.dirty()) dirty.remove(show.key());
  }

  private void change(Slot slot, LineState before, Slot.Shown shown, long nowNanos) {
    boolean wasDirty = slot.shown.dirty();
    // Another entry is one that a caller here has read or written; what other nodes do to the line is no use of it.
    if (shown.entry() != slot.shown.entry()) slot.used(Math.max(slot.usedNanos(), nowNanos));
    if (before == LineState.IS || before == LineState.IM) slot.cameNanos = nowNanos;
    if (shown.state() == LineState.W && before.writable()) pingPong(slot, nowNanos);
    slot.shown = shown;
    putIn(slot, shown, wasDirty);
  }

  private void gone(Slot slot, LineState before, long nowNanos) {
    if (!evicting && (before == LineState.S || before == LineState.E)) pingPong(slot, nowNanos);
    slot.gone();
    slots.remove(slot.key);
    dirty.remove(slot.key);
    if (slot.ordered) left++;
    slot.ordered = false;
    if (left > LEFT_AT_LEAST && left > order.size() / 2) sweep();
  }

  /** Taking each one out as it goes would cost a walk of all of them. */
  private void sweep() {
    order.removeIf(slot -> !slot.ordered);
    left = 0;
  }

  private void pingPong(Slot slot, long nowNanos) {
    if (nowNanos - slot.cameNanos < TimeUnit.MILLISECONDS.toNanos(NodeLimits.PING_PONG_MILLIS)) counters.pingPong.increment();
  }

  private void takeOut(Slot slot) {
    Slot.Shown shown = slot.shown;
    if (counts(shown)) {
      entries--;
      bytes -= bytes(slot.key, shown);
    }
    if (shown.dirty()) dirtyBytes -= bytes(slot.key, shown);
    if (isComing(shown)) coming--;
  }

  private void putIn(Slot slot, Slot.Shown shown, boolean wasDirty) {
    if (counts(shown)) {
      entries++;
      bytes += bytes(slot.key, shown);
      if (evictable(shown) && !slot.ordered) order(slot);
    }
    if (isComing(shown)) coming++;
    if (shown.dirty()) {
      dirtyBytes += bytes(slot.key, shown);
      if (!wasDirty) dirty.put(slot.key, slot);
    }
  }

  private void order(Slot slot) {
    slot.recordedNanos = slot.usedNanos();
    slot.ordered = true;
    order.add(slot);
  }

  private boolean over(NodeLimits limits) {
    return entries > limits.maxEntries() || bytes > limits.maxBytes();
  }

  /**
   * Evicts lines, those that were not used for longest first, until there are no more than there may be, or this turn of the loop has looked at as
   * many lines as it may.
   *
   * @param evicted asks the line to go; false: calls wait for it, or its bucket is not open, and it stays
   * @return whether to go on in the next turn
   */
  boolean makeRoom(NodeLimits limits, Predicate<String> evicted) {
    if (!over(limits)) return false;
    List<Slot> stay = new ArrayList<>();
    evicting = true;
    int steps = 0;
    for (; over(limits) && !order.isEmpty() && steps < NodeLimits.EVICTION_STEPS && stay.size() < NodeLimits.EVICTION_STUCK; steps++) {
      next(evicted).ifPresent(stay::add);
    }
    evicting = false;
    for (Slot slot : stay) if (evictable(slot.shown) && !slot.ordered) order(slot);
    return steps == NodeLimits.EVICTION_STEPS;
  }

  /** @return a line that should have gone and stays */
  private Optional<Slot> next(Predicate<String> evicted) {
    Slot oldest = order.poll();
    if (!oldest.ordered) {
      left--;
      return Optional.empty();
    }
    oldest.ordered = false;
    if (!evictable(oldest.shown)) return Optional.empty();
    if (oldest.usedNanos() > oldest.recordedNanos) order(oldest);
    else if (evicted.test(oldest.key)) counters.evictions.increment();
    else return Optional.of(oldest);
    return Optional.empty();
  }

  /** Of keys that main memory does not know, in the order in which they became so. */
  Iterable<Slot> dirty() {
    return dirty.values();
  }

  /** Lines in the order of eviction, gone ones included. */
  int ordered() {
    return order.size();
  }

  int dirtyLines() {
    return dirty.size();
  }

  long entries() {
    return entries;
  }

  long bytes() {
    return bytes;
  }

  long dirtyBytes() {
    return dirtyBytes;
  }
}
