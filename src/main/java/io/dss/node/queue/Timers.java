package io.dss.node.queue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/** What is to be done later, ordered by when: a tick looks at what is due and at nothing else. Confined to the queue loop. */
final class Timers {
  private final TreeSet<Timer> pending =
      new TreeSet<>(Comparator.comparingLong((Timer timer) -> timer.dueMillis).thenComparingLong(timer -> timer.id));
  private long ids;

  /** One thing to be done, again and again whenever it is set. */
  final class Timer {
    private final long id = ids++;
    private final Runnable action;
    private long dueMillis;
    private boolean set;

    private Timer(Runnable action) {
      this.action = action;
    }

    /** Sets it, or sets it to another time. */
    void at(long millis) {
      if (set && dueMillis == millis) return;
      cancel();
      dueMillis = millis;
      set = true;
      pending.add(this);
    }

    void cancel() {
      if (set) pending.remove(this);
      set = false;
    }

    boolean isSet() {
      return set;
    }
  }

  Timer timer(Runnable action) {
    return new Timer(action);
  }

  /** Does what is due at {@code nowMillis}, each timer at most once: what an action sets to that time or before is done at the next tick. */
  void run(long nowMillis) {
    List<Timer> due = new ArrayList<>();
    for (Timer timer : pending) {
      if (timer.dueMillis > nowMillis) break;
      due.add(timer);
    }
    for (Timer timer : due) {
      // One that ran before it may have cancelled it or put it off.
      if (!timer.set || timer.dueMillis > nowMillis) continue;
      timer.cancel();
      timer.action.run();
    }
  }

  int size() {
    return pending.size();
  }
}
