package io.dss.sim;

import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** The timer of one process, by its own clock. It knows what the engine uses of a timer, and nothing more. */
public final class SimTimer extends AbstractExecutorService implements ScheduledExecutorService {
  /** Does something later, unless the process has ended by then. */
  @FunctionalInterface
  public interface Later {
    void after(long nanos, Runnable work);
  }

  private static final class Planned<V> extends FutureTask<V> implements ScheduledFuture<V> {
    private final long delayNanos;

    Planned(Callable<V> work, long delayNanos) {
      super(work);
      this.delayNanos = delayNanos;
    }

    @Override
    public long getDelay(TimeUnit unit) {
      return unit.convert(delayNanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
      return Long.compare(delayNanos, other.getDelay(TimeUnit.NANOSECONDS));
    }
  }

  private final Later later;

  public SimTimer(Later later) {
    this.later = later;
  }

  @Override
  public ScheduledFuture<?> schedule(Runnable work, long delay, TimeUnit unit) {
    return schedule(() -> {
      work.run();
      return null;
    }, delay, unit);
  }

  @Override
  public <V> ScheduledFuture<V> schedule(Callable<V> work, long delay, TimeUnit unit) {
    Planned<V> planned = new Planned<>(work, unit.toNanos(delay));
    later.after(unit.toNanos(delay), planned);
    return planned;
  }

  @Override
  public void execute(Runnable work) {
    later.after(0, work);
  }

  @Override
  public ScheduledFuture<?> scheduleAtFixedRate(Runnable work, long initialDelay, long period, TimeUnit unit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public ScheduledFuture<?> scheduleWithFixedDelay(Runnable work, long initialDelay, long delay, TimeUnit unit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void shutdown() {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<Runnable> shutdownNow() {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean isShutdown() {
    return false;
  }

  @Override
  public boolean isTerminated() {
    return false;
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) {
    return false;
  }
}
