package io.dss.queue;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/** The consumers of one group that have keys, by when they were last seen. A consumer that waits is there; it is looked at again from time to time. */
final class Consumers {
  private final LinkedHashMap<String, StickyConsumer> bySeen = new LinkedHashMap<>();
  /** Those for whom something was reserved while they may be waiting. */
  private final LinkedHashMap<String, StickyConsumer> called = new LinkedHashMap<>();
  /** Gone, but what was reserved for them is not given back yet. */
  private final ArrayDeque<StickyConsumer> leaving = new ArrayDeque<>();

  /** The consumer, or null if it has no keys. */
  StickyConsumer find(String id) {
    return bySeen.get(id);
  }

  /** The consumer as one that has a key from now on. */
  StickyConsumer obtain(String id, Now now) {
    StickyConsumer consumer = bySeen.computeIfAbsent(id, StickyConsumer::new);
    seen(id, now.monotonicMillis());
    return consumer;
  }

  void seen(String id, long monotonicMillis) {
    StickyConsumer consumer = bySeen.remove(id);
    if (consumer == null) return;
    consumer.lastSeenMillis = monotonicMillis;
    bySeen.put(id, consumer);
  }

  void call(StickyConsumer consumer) {
    called.put(consumer.id, consumer);
  }

  /** The next one that was called, or null. */
  StickyConsumer nextCalled() {
    if (called.isEmpty()) return null;
    Map.Entry<String, StickyConsumer> first = called.entrySet().iterator().next();
    called.remove(first.getKey());
    return first.getValue();
  }

  OptionalLong nextDueMillis() {
    if (!leaving.isEmpty()) return OptionalLong.of(leaving.getFirst().lastSeenMillis);
    if (bySeen.isEmpty()) return OptionalLong.empty();
    return OptionalLong.of(eldest().lastSeenMillis + QueueLimits.STICKY_MILLIS);
  }

  /** One whose stickiness is over, marked as gone: give back what is reserved for it, then {@link #left}. Null if there is none. */
  StickyConsumer leaving(Now now, Waiters waiters, Group group) {
    while (leaving.isEmpty() && !bySeen.isEmpty() && eldest().lastSeenMillis + QueueLimits.STICKY_MILLIS <= now.monotonicMillis()) {
      StickyConsumer consumer = eldest();
      if (waiters.waits(group.line, consumer.id)) {
        seen(consumer.id, now.monotonicMillis());
        continue;
      }
      bySeen.remove(consumer.id);
      called.remove(consumer.id);
      consumer.gone = true;
      leaving.add(consumer);
    }
    return leaving.peekFirst();
  }

  void left() {
    leaving.removeFirst();
  }

  private StickyConsumer eldest() {
    return bySeen.values().iterator().next();
  }
}
