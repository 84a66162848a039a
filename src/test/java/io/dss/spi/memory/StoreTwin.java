package io.dss.spi.memory;

import io.dss.kernel.Invariant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * The switches for what can go wrong with a store that is one value in memory. Thread-safe. Answers come on the calling thread, or, while it is
 * {@link #slow}, on the one that lets them go.
 */
public abstract class StoreTwin {
  /** Guards what the twin holds too: calls act within it. */
  final Object monitor = new Object();
  private final Deque<Runnable> held = new ArrayDeque<>();
  private final Deque<Runnable> zombies = new ArrayDeque<>();
  private final Deque<Fault> next = new ArrayDeque<>();
  private Fault lasting = Fault.NONE;
  private Optional<String> refused = Optional.empty();
  private Optional<Runnable> within = Optional.empty();
  private boolean slow;

  StoreTwin() {}

  /** What the next call meets, once; called again, what the call after it does. Comes before {@link #failAll}. */
  public void failNext(Fault fault) {
    synchronized (monitor) {
      next.add(fault);
    }
  }

  /** What every call meets from now on, until told otherwise. */
  public void failAll(Fault fault) {
    synchronized (monitor) {
      lasting = fault;
    }
  }

  /** Runs within the next call, on its caller's thread, before anything is done; what it throws is thrown to the caller, which no store may do. */
  public void withinNext(Runnable what) {
    synchronized (monitor) {
      within = Optional.of(what);
    }
  }

  /** Every call fails with the port's {@code Refused} and these words; empty ends it. */
  public void refuse(Optional<String> words) {
    synchronized (monitor) {
      refused = words;
    }
  }

  /** From now on calls wait, undone, for {@link #release}; false lets nothing go that waits already. */
  public void slow(boolean on) {
    synchronized (monitor) {
      slow = on;
    }
  }

  /** How many calls wait. */
  public int waiting() {
    synchronized (monitor) {
      return held.size();
    }
  }

  /** Does and answers the call that has waited longest; false if none waits. */
  public boolean release() {
    return runFirst(held);
  }

  public void releaseAll() {
    boolean any;
    do any = release();
    while (any);
  }

  /** Does what {@link Fault#LATER} kept back, in order. */
  public void wakeZombies() {
    boolean any;
    do any = runFirst(zombies);
    while (any);
  }

  private boolean runFirst(Deque<Runnable> waiting) {
    Runnable first;
    synchronized (monitor) {
      first = waiting.poll();
    }
    // Outside the monitor: whoever gets the answer may call again, from any thread.
    if (first != null) first.run();
    return first != null;
  }

  /** The port's failure for what nobody knows. */
  abstract Throwable unreachable(String what);

  /** The port's failure for what was not done. */
  abstract Throwable refusal(String words);

  /** Does {@code act} within the monitor, or what the switches say. What it throws is wrapped in a {@link CompletionException}. */
  final <T> CompletionStage<T> call(Supplier<T> act) {
    Optional<Runnable> first;
    synchronized (monitor) {
      first = within;
      within = Optional.empty();
    }
    first.ifPresent(Runnable::run);
    CompletableFuture<T> answer = new CompletableFuture<>();
    Runnable run = () -> answer(answer, act);
    synchronized (monitor) {
      if (slow) {
        held.add(run);
        return answer;
      }
    }
    run.run();
    return answer;
  }

  private <T> void answer(CompletableFuture<T> answer, Supplier<T> act) {
    T value = null;
    Throwable failure;
    synchronized (monitor) {
      Fault fault = next.isEmpty() ? lasting : next.poll();
      failure = refused.map(this::refusal).orElse(fault == Fault.NONE ? null : unreachable("told to fail: " + fault));
      if (refused.isEmpty() && fault == Fault.LATER) zombies.add(() -> late(act));
      if (refused.isEmpty() && (fault == Fault.NONE || fault == Fault.AFTER)) {
        try {
          value = act.get();
        } catch (CompletionException e) {
          failure = e.getCause();
        }
      }
    }
    if (failure != null) answer.completeExceptionally(failure);
    else answer.complete(value);
  }

  private <T> void late(Supplier<T> act) {
    synchronized (monitor) {
      try {
        act.get();
      } catch (CompletionException nobodyWaits) {
        Invariant.check(nobodyWaits.getCause().getClass() == unreachable("").getClass() || nobodyWaits.getCause().getClass() == refusal("").getClass(), "%s", nobodyWaits);
      }
    }
  }
}
