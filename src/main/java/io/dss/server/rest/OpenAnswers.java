package io.dss.server.rest;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * The calls that were taken and not answered yet. Thread-safe. Made with the application and not with the first call: what an orderly stop needs must be there when
 * SIGTERM comes, as on the thread of that signal the container makes no beans any more.
 */
public final class OpenAnswers {
  private static final long DRAIN_LOOK_NANOS = 5_000_000;

  private final AtomicInteger open = new AtomicInteger();
  private volatile boolean stopping;

  void taken() {
    open.incrementAndGet();
  }

  void answered() {
    open.decrementAndGet();
  }

  boolean stopping() {
    return stopping;
  }

  /**
   * Waits until every call that was taken has been answered: the container cuts suspended requests without an answer as soon as the application is gone.
   * For the stop, after the engine has refused what waits. From then on answers of any size go by our own threads: the container's executor still takes
   * tasks then, and runs none of them (measured on Payara Micro 6.2025.10).
   *
   * @return whether all were answered within {@code millis}
   */
  public boolean drained(long millis) {
    stopping = true;
    long deadlineNanos = System.nanoTime() + millis * 1_000_000;
    while (open.get() > 0 && System.nanoTime() - deadlineNanos < 0) LockSupport.parkNanos(DRAIN_LOOK_NANOS);
    return open.get() == 0;
  }
}
