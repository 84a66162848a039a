package io.dss.raft.sim;

import java.util.Comparator;
import java.util.PriorityQueue;

/** Virtual time: events in the order of their instants, those of one instant in the order in which they were planned. */
public final class EventQueue {
  private record Event(long atMicros, long sequence, Runnable action) {}

  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingLong(Event::atMicros).thenComparingLong(Event::sequence));
  private long nowMicros;
  private long planned;
  private long run;

  public long nowMicros() {
    return nowMicros;
  }

  /** How many events have been run. */
  public long run() {
    return run;
  }

  public void after(long micros, Runnable action) {
    events.add(new Event(nowMicros + micros, ++planned, action));
  }

  /** Runs the next event if it is not later than {@code untilMicros}; else time is {@code untilMicros} and nothing is run. */
  public boolean step(long untilMicros) {
    if (events.isEmpty() || events.peek().atMicros() > untilMicros) {
      nowMicros = Math.max(nowMicros, untilMicros);
      return false;
    }
    Event event = events.remove();
    nowMicros = event.atMicros();
    run++;
    event.action().run();
    return true;
  }
}
