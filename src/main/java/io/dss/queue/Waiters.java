package io.dss.queue;

import io.dss.kernel.Invariant;
import java.util.LinkedHashMap;
import java.util.OptionalLong;
import java.util.TreeSet;

/** All consumers of a topic that wait, by call and by the end of their wait. */
final class Waiters {
  private final LinkedHashMap<Long, Waiter> byCall = new LinkedHashMap<>();
  private final TreeSet<Waiter> byEnd = new TreeSet<>(Waiter.BY_END);
  private long turns;

  int size() {
    return byCall.size();
  }

  boolean waits(WaitingLine line, String consumerId) {
    return line.firstOf(consumerId) != null;
  }

  void add(long call, QueueCommand.Consume consume, long untilMillis, WaitingLine line) {
    Waiter waiter = new Waiter(call, turns++, consume, untilMillis, line);
    Invariant.check(byCall.put(call, waiter) == null, "call %d waits twice", call);
    byEnd.add(waiter);
    line.add(waiter);
  }

  void remove(Waiter waiter) {
    byCall.remove(waiter.call());
    byEnd.remove(waiter);
    waiter.line().remove(waiter);
  }

  /** Null if it does not wait. */
  Waiter find(long call) {
    return byCall.get(call);
  }

  /** One whose wait is over, or null. */
  Waiter over(Now now) {
    return byEnd.isEmpty() || byEnd.first().untilMillis() > now.monotonicMillis() ? null : byEnd.first();
  }

  OptionalLong nextDueMillis() {
    return byEnd.isEmpty() ? OptionalLong.empty() : OptionalLong.of(byEnd.first().untilMillis());
  }
}
