package io.dss.queue;

import io.dss.kernel.Invariant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Places in the order of their rank. Those that nothing has happened to and that come in order, which is nearly all, are linked through their own fields and
 * cost nothing; the others (returned, redriven, freed late by their key) are in a tree. Every operation takes O(log n) of the others.
 */
final class Line {
  /** Set in the rank of what was never touched, so that all that came back stands in front of it. */
  private static final long FRESH = 1L << 62;

  private final boolean returnedFirst;
  private Place head;
  private Place tail;
  private TreeMap<Long, Place> others;
  private int size;

  /** @param returnedFirst in front of what was never delivered; else strictly by order */
  Line(boolean returnedFirst) {
    this.returnedFirst = returnedFirst;
  }

  int size() {
    return size;
  }

  long rank(Place place) {
    long order = place.message.order();
    return returnedFirst && place.life == null ? order | FRESH : order;
  }

  void add(Place place) {
    long rank = rank(place);
    size++;
    if (place.life == null && (tail == null || rank(tail) < rank)) {
      link(place);
      return;
    }
    if (others == null) others = new TreeMap<>();
    Invariant.check(others.put(rank, place) == null, "two places of rank %d", rank);
  }

  void remove(Place place) {
    size--;
    if (place.linked()) {
      unlink(place);
    } else {
      Place found = others == null ? null : others.remove(rank(place));
      Invariant.check(found == place, "message %d is not in its line", place.message.sequence);
    }
  }

  /** The first, or null. */
  Place first() {
    if (others == null || others.isEmpty()) return head;
    Map.Entry<Long, Place> other = others.firstEntry();
    return head == null || other.getKey() < rank(head) ? other.getValue() : head;
  }

  /** The one with the lowest order, returned or not; null if there is none. */
  Place oldest() {
    Place oldest = head;
    if (others == null || others.isEmpty()) return oldest;
    oldest = older(oldest, others.firstEntry());
    return returnedFirst ? older(oldest, others.ceilingEntry(FRESH)) : oldest;
  }

  private static Place older(Place one, Map.Entry<Long, Place> other) {
    if (other == null) return one;
    return one == null || other.getValue().message.order() < one.message.order() ? other.getValue() : one;
  }

  /** Adds the sequences of the first ones until {@code into} has {@code limit}. */
  void collect(List<Long> into, int limit) {
    Place linked = head;
    if (others != null) {
      for (Map.Entry<Long, Place> other : others.entrySet()) {
        for (; linked != null && rank(linked) < other.getKey() && into.size() < limit; linked = linked.after) into.add(linked.message.sequence);
        if (into.size() >= limit) return;
        into.add(other.getValue().message.sequence);
      }
    }
    for (; linked != null && into.size() < limit; linked = linked.after) into.add(linked.message.sequence);
  }

  /** Whether it holds {@code place}; for audits, O(n). */
  boolean contains(Place place) {
    if (!place.linked()) return others != null && others.get(rank(place)) == place;
    Place at = head;
    while (at != null && at != place) at = at.after;
    return at != null;
  }

  private void link(Place place) {
    place.before = tail == null ? place : tail;
    place.after = null;
    if (tail == null) head = place;
    else tail.after = place;
    tail = place;
  }

  private void unlink(Place place) {
    Place before = place == head ? null : place.before;
    if (before == null) head = place.after;
    else before.after = place.after;
    if (place.after == null) tail = before;
    else place.after.before = before == null ? place.after : before;
    place.before = null;
    place.after = null;
  }
}
