package io.dss.queue;

import java.util.List;

/** What may be delivered now: a {@link Line} for each priority, 9 first. */
final class ReadyQueue {
  private static final int PRIORITIES = 10;

  private final Line[] lines = new Line[PRIORITIES];
  private int size;

  int size() {
    return size;
  }

  void add(Place place) {
    int priority = place.message.priority;
    if (lines[priority] == null) lines[priority] = new Line(true);
    lines[priority].add(place);
    size++;
  }

  void remove(Place place) {
    lines[place.message.priority].remove(place);
    size--;
  }

  /** The first of the highest priority, or null. */
  Place best() {
    for (int priority = PRIORITIES - 1; priority >= 0; priority--) {
      if (lines[priority] != null && lines[priority].size() > 0) return lines[priority].first();
    }
    return null;
  }

  /** The oldest whatever its priority, or null. */
  Place oldest() {
    Place oldest = null;
    for (Line line : lines) {
      Place place = line == null ? null : line.oldest();
      if (place != null && (oldest == null || place.message.order() < oldest.message.order())) oldest = place;
    }
    return oldest;
  }

  /** The better of two that are first in their queues; either may be null. */
  static Place better(Place one, Place other) {
    if (one == null || other == null) return one == null ? other : one;
    int priority = Byte.compare(one.message.priority, other.message.priority);
    if (priority != 0) return priority > 0 ? one : other;
    if ((one.life == null) != (other.life == null)) return one.life == null ? other : one;
    return older(one, other);
  }

  static Place older(Place one, Place other) {
    if (one == null || other == null) return one == null ? other : one;
    return one.message.order() < other.message.order() ? one : other;
  }

  void collect(List<Long> into, int limit) {
    for (int priority = PRIORITIES - 1; priority >= 0 && into.size() < limit; priority--) {
      if (lines[priority] != null) lines[priority].collect(into, limit);
    }
  }

  boolean contains(Place place) {
    Line line = lines[place.message.priority];
    return line != null && line.contains(place);
  }
}
