package io.dss.queue;

import java.util.LinkedHashMap;

/** Who waits for the messages of one group, or of the dead-letter lane; first come, first served. */
final class WaitingLine {
  private final LinkedHashMap<Long, Waiter> inOrder = new LinkedHashMap<>();
  private final LinkedHashMap<String, LinkedHashMap<Long, Waiter>> byConsumer = new LinkedHashMap<>();

  int size() {
    return inOrder.size();
  }

  /** Null if nobody waits. */
  Waiter first() {
    return inOrder.isEmpty() ? null : inOrder.values().iterator().next();
  }

  /** The first wait of one consumer, or null. */
  Waiter firstOf(String consumerId) {
    LinkedHashMap<Long, Waiter> own = byConsumer.get(consumerId);
    return own == null ? null : own.values().iterator().next();
  }

  void add(Waiter waiter) {
    inOrder.put(waiter.call(), waiter);
    waiter.consume().consumerId().ifPresent(id -> byConsumer.computeIfAbsent(id, any -> new LinkedHashMap<>()).put(waiter.call(), waiter));
  }

  void remove(Waiter waiter) {
    inOrder.remove(waiter.call());
    waiter.consume().consumerId().ifPresent(id -> {
      LinkedHashMap<Long, Waiter> own = byConsumer.get(id);
      own.remove(waiter.call());
      if (own.isEmpty()) byConsumer.remove(id);
    });
  }
}
