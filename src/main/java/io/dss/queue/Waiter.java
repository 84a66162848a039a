package io.dss.queue;

import java.util.Comparator;

/** A consumer that waits for a message. @param turn rises with every wait of the topic @param untilMillis monotonic clock */
record Waiter(long call, long turn, QueueCommand.Consume consume, long untilMillis, WaitingLine line) {
  static final Comparator<Waiter> BY_END = Comparator.comparingLong(Waiter::untilMillis).thenComparingLong(Waiter::turn);
}
