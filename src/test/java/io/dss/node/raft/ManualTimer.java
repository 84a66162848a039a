package io.dss.node.raft;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Delayed;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** A timer by a {@link ManualTime}: what is due runs when {@link #runDue} is called, on the thread that calls. Single delays only. */
public final class ManualTimer extends AbstractExecutorService implements ScheduledExecutorService {
  private record Due(long atNanos, Runnable work) {}

  private final ManualTime time;
  private final List<Due> waiting = new ArrayList<>();

  public ManualTimer(ManualTime time) {
    this.time = time;
  }

  /** Runs what is due by now, the earliest first; what that schedules for now as well. */
  public void runDue() {
    while (true) {
      Due next = waiting.stream().filter(due -> due.atNanos() - time.monotonicNanos() <= 0).min(Comparator.comparingLong(Due::atNanos)).orElse(null);
      if (next == null) return;
      waiting.remove(next);
      next.work().run();
    }
  }

  public int waiting() {
    return waiting.size();
  }

  @Override
  public ScheduledFuture<?> schedule(Runnable work, long delay, TimeUnit unit) {
    waiting.add(new Due(time.monotonicNanos() + unit.toNanos(delay), work));
    return new Handle();
  }

  private static final class Handle extends CompletableFuture<Object> implements ScheduledFuture<Object> {
    @Override
    public long getDelay(TimeUnit unit) {
      throw new UnsupportedOperationException();
    }

    @Override
    public int compareTo(Delayed other) {
      throw new UnsupportedOperationException();
    }
  }

  @Override
  public <V> ScheduledFuture<V> schedule(Callable<V> work, long delay, TimeUnit unit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public ScheduledFuture<?> scheduleAtFixedRate(Runnable work, long first, long period, TimeUnit unit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public ScheduledFuture<?> scheduleWithFixedDelay(Runnable work, long first, long delay, TimeUnit unit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void execute(Runnable work) {
    work.run();
  }

  @Override
  public void shutdown() {}

  @Override
  public List<Runnable> shutdownNow() {
    return List.of();
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
    return true;
  }
}
