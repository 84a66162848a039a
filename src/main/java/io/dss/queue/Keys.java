package io.dss.queue;

import java.util.LinkedHashMap;
import java.util.Optional;

/** The keys of one group that are remembered: those with messages, those that are parked, and those that stick to a consumer that is there. */
final class Keys {
  /** Keys without messages that one group remembers for their consumers' sake; the ones that have had none for longest go first. */
  static final int IDLE_KEYS = 10_000;

  private final Group group;
  private final LinkedHashMap<String, KeyOrder> orders = new LinkedHashMap<>();
  private final LinkedHashMap<String, KeyOrder> idle = new LinkedHashMap<>();
  private int parked;

  Keys(Group group) {
    this.group = group;
  }

  KeyOrder obtain(String key) {
    return orders.computeIfAbsent(key, name -> new KeyOrder(name, group));
  }

  /** The key's order, or null if it is not remembered. */
  KeyOrder find(String key) {
    return orders.get(key);
  }

  Iterable<KeyOrder> all() {
    return orders.values();
  }

  int size() {
    return orders.size();
  }

  int parked() {
    return parked;
  }

  void park(KeyOrder order, long sequence) {
    if (!order.parked()) parked++;
    order.parkedBy = sequence;
  }

  void unpark(KeyOrder order) {
    order.parkedBy = 0;
    parked--;
  }

  /** After anything has changed about a key: offers its next message, and forgets it if nothing is left of it. */
  void settle(KeyOrder order) {
    wake(order);
    order.offer();
    if (!order.empty() || order.parked()) return;
    if (order.sticky == null) {
      orders.remove(order.key);
      return;
    }
    idle.put(order.key, order);
    order.sticky.idle.put(order.key, order);
    if (idle.size() > IDLE_KEYS) forget(idle.values().iterator().next());
  }

  /** Gives back what is reserved for a consumer that is gone, and forgets its idle keys. @return whether that is all, after at most {@code budget} of them */
  boolean release(StickyConsumer consumer, int budget) {
    for (int i = 0; i < budget; i++) {
      Optional<KeyOrder> next = next(consumer);
      if (next.isEmpty()) return true;
      KeyOrder order = next.get();
      wake(order);
      order.sticky = null;
      settle(order);
    }
    return next(consumer).isEmpty();
  }

  private Optional<KeyOrder> next(StickyConsumer consumer) {
    Place reserved = consumer.reserved.best();
    if (reserved != null) return Optional.of(orders.get(reserved.message.key().orElseThrow()));
    return consumer.idle.isEmpty() ? Optional.empty() : Optional.of(consumer.idle.values().iterator().next());
  }

  private void wake(KeyOrder order) {
    if (idle.remove(order.key) != null && order.sticky != null) order.sticky.idle.remove(order.key);
  }

  private void forget(KeyOrder order) {
    wake(order);
    orders.remove(order.key);
  }
}
