package io.dss.node.queue;

import java.util.OptionalLong;

/** When a topic must be looked at next: one timer for its state, the deadlines of its calls, and its idleness. Confined to the queue loop. */
final class TopicClock {
  private final Desk desk;
  private final Timers.Timer timer;
  private long dueMillis = Long.MAX_VALUE;
  private long usedMillis;

  TopicClock(Desk desk, Runnable action) {
    this.desk = desk;
    this.timer = desk.timers().timer(() -> {
      dueMillis = Long.MAX_VALUE;
      action.run();
    });
    used();
  }

  void used() {
    usedMillis = desk.nowMillis();
  }

  boolean idle() {
    return desk.nowMillis() - usedMillis >= desk.limits().idleMillis();
  }

  /** Only ever brings the timer forward: one that is early looks, finds nothing and is set anew, which is cheaper than a change with every call. */
  void set(OptionalLong deadlineMillis, OptionalLong stateDueMillis) {
    long now = desk.nowMillis();
    long next = Math.min(deadlineMillis.orElse(Long.MAX_VALUE), now + desk.limits().idleMillis());
    if (stateDueMillis.isPresent()) next = Math.min(next, Math.max(stateDueMillis.getAsLong(), now + 1));
    if (next >= dueMillis) return;
    dueMillis = next;
    timer.at(next);
  }

  void stop() {
    timer.cancel();
    dueMillis = Long.MAX_VALUE;
  }
}
