package io.dss.queue;

import io.dss.kernel.Invariant;
import java.util.Comparator;
import java.util.OptionalLong;
import java.util.TreeSet;

/**
 * What has an end: deliveries and rests on the monotonic clock, delays and times to live on the wall clock. Only messages that have one cost anything here.
 * What an entry is sorted by does not change while it is in.
 */
final class DueIndex {
  /** Nobody says when the wall clock is set; while something waits for it, it is looked at so often. */
  static final long LOOK_MILLIS = 1_000;

  private static final Comparator<Message> BY_WALL =
      Comparator.<Message>comparingLong(message -> message.extras.dueWallMillis).thenComparingLong(message -> message.sequence);

  private final TreeSet<Place> deliveries = new TreeSet<>(Place.BY_DUE);
  private final TreeSet<Message> instants = new TreeSet<>(BY_WALL);

  void add(Place place) {
    Invariant.check(deliveries.add(place), "message %d has two ends", place.message.sequence);
  }

  void remove(Place place) {
    Invariant.check(deliveries.remove(place), "message %d has no end", place.message.sequence);
  }

  boolean contains(Place place) {
    return deliveries.contains(place);
  }

  int deliveries() {
    return deliveries.size();
  }

  int instants() {
    return instants.size();
  }

  /** Puts the message where its delay or its time to live wants it. */
  void schedule(Message message) {
    if (message.extras == null) return;
    at(message, Math.min(message.extras.expiresAtMillis, message.extras.delayedUntilMillis));
  }

  void unschedule(Message message) {
    if (message.extras != null) at(message, Extras.NEVER);
  }

  private void at(Message message, long wallMillis) {
    if (message.extras.dueWallMillis == wallMillis) return;
    if (message.extras.dueWallMillis != Extras.NEVER) instants.remove(message);
    message.extras.dueWallMillis = wallMillis;
    if (wallMillis != Extras.NEVER) instants.add(message);
  }

  /** The first delivery or rest that is over, or null. */
  Place over(Now now) {
    return deliveries.isEmpty() || deliveries.first().life.dueMonotonicMillis > now.monotonicMillis() ? null : deliveries.first();
  }

  /** The first message whose instant has come, or null. */
  Message come(Now now) {
    return instants.isEmpty() || instants.first().extras.dueWallMillis > now.wallMillis() ? null : instants.first();
  }

  /** On the monotonic clock, as the two clocks stand to each other at {@code last}. */
  OptionalLong nextDueMillis(Now last) {
    long next = deliveries.isEmpty() ? Extras.NEVER : deliveries.first().life.dueMonotonicMillis;
    if (!instants.isEmpty()) {
      long inMillis = Math.max(0, instants.first().extras.dueWallMillis - last.wallMillis());
      next = Math.min(next, last.monotonicMillis() + Math.min(inMillis, LOOK_MILLIS));
    }
    return next == Extras.NEVER ? OptionalLong.empty() : OptionalLong.of(next);
  }
}
