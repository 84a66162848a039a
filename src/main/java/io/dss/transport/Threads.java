package io.dss.transport;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;

/** The threads that were started and have not ended. */
final class Threads {
  private final ThreadFactory factory;
  private final Set<Thread> running = ConcurrentHashMap.newKeySet();

  Threads(ThreadFactory factory) {
    this.factory = factory;
  }

  /** @throws IllegalStateException if the factory makes no threads any more (a container's does not while it stops) */
  void start(String name, Runnable work) {
    Thread thread = factory.newThread(() -> {
      try {
        work.run();
      } finally {
        running.remove(Thread.currentThread());
      }
    });
    if (thread == null) throw new IllegalStateException("the thread factory made no thread for " + name);
    thread.setName(name);
    running.add(thread);
    thread.start();
  }

  /** Waits until all have ended, but for the caller's own and not past the deadline; whether they have. */
  boolean join(TransportEnvironment environment, long deadlineNanos) throws InterruptedException {
    List<Thread> waitFor = new ArrayList<>(running);
    waitFor.remove(Thread.currentThread());
    for (Thread thread : waitFor) {
      long millis = (deadlineNanos - environment.time().monotonicNanos()) / 1_000_000;
      if (millis > 0) thread.join(millis);
    }
    return waitFor.stream().noneMatch(Thread::isAlive);
  }
}
