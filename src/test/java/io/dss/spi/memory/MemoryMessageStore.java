package io.dss.spi.memory;

import io.dss.kernel.Invariant;
import io.dss.queue.Effect;
import io.dss.queue.Fence;
import io.dss.spi.MessageStore;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * The trivial twin of a message store, with switches for what can go wrong. One instance is the store that all owners of a test share; {@link #close}
 * does nothing to what it holds. Thread-safe. Answers come on the calling thread, or, while it is {@link #slow}, on the one that lets them go.
 */
public final class MemoryMessageStore implements MessageStore {
  /** What becomes of a call. Reads have no effect, so for them the three failures are one. */
  public enum Fault {
    NONE,
    /** It fails, and nothing was done. */
    BEFORE,
    /** It is done, and fails. */
    AFTER,
    /** It fails, and is done when {@link #wakeZombies} says so: a command that the store had been sent and gets to later. */
    LATER
  }

  private final Object monitor = new Object();
  private final TreeMap<String, MemoryTopic> topics = new TreeMap<>();
  private final Deque<Runnable> held = new ArrayDeque<>();
  private final Deque<Runnable> zombies = new ArrayDeque<>();
  private final Deque<Fault> next = new ArrayDeque<>();
  private Fault lasting = Fault.NONE;
  private Optional<String> refused = Optional.empty();
  private Optional<Appended.Full> full = Optional.empty();
  private Optional<Runnable> within = Optional.empty();
  private boolean slow;
  private long appends;

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

  /** Every call fails with {@link MessageStore.Refused} and these words; empty ends it. */
  public void refuse(Optional<String> words) {
    synchronized (monitor) {
      refused = words;
    }
  }

  /** Batches that keep a message are answered {@link Appended.Full} with these words; empty ends it. */
  public void full(Optional<String> limit) {
    synchronized (monitor) {
      full = limit.map(Appended.Full::new);
    }
  }

  /** As {@link #full}, for want of the server's memory and not for a cap. */
  public void outOfMemory(String limit) {
    synchronized (monitor) {
      full = Optional.of(new Appended.Full(limit, false));
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

  /** The topic is as it was {@code batches} batches ago, its claim of then included; at most {@link MemoryTopic#PAST} can be taken back. */
  public void goBack(String topic, int batches) {
    synchronized (monitor) {
      topics.get(topic).goBack(batches);
    }
  }

  /** Batches that were applied, of all topics. */
  public long appends() {
    synchronized (monitor) {
      return appends;
    }
  }

  @Override
  public CompletionStage<Claimed> claim(String topic, Fence fence) {
    return call(() -> topics.computeIfAbsent(topic, name -> new MemoryTopic()).claim(fence));
  }

  @Override
  public CompletionStage<Page> load(String topic, Fence fence, Optional<String> cursor) {
    return call(() -> known(topic).load(fence, cursor));
  }

  @Override
  public CompletionStage<Appended> append(String topic, Fence fence, long number, List<Effect> effects) {
    Invariant.check(number > 0, "batch %d of %s", number, topic);
    long bytes = effects.stream().mapToLong(Effect::bytes).sum();
    Invariant.check(bytes <= STEP_BYTES, "%d effects of %d bytes in a batch of %s", effects.size(), bytes, topic);
    List<Effect> batch = List.copyOf(effects);
    return call(() -> {
      Appended answer = known(topic).append(fence, number, batch, full);
      if (answer instanceof Appended.Applied) appends++;
      return answer;
    });
  }

  @Override
  public CompletionStage<Map<Long, byte[]>> read(String topic, List<Long> sequences) {
    List<Long> asked = List.copyOf(sequences);
    return call(() -> known(topic).read(asked));
  }

  @Override
  public CompletionStage<List<String>> topics(Optional<String> after, int limit) {
    return call(() -> {
      List<String> names = new ArrayList<>();
      for (Map.Entry<String, MemoryTopic> entry : (after.isPresent() ? topics.tailMap(after.get(), false) : topics).entrySet()) {
        if (names.size() == limit) break;
        if (entry.getValue().number() > 0) names.add(entry.getKey());
      }
      return names;
    });
  }

  @Override
  public void close() {}

  private MemoryTopic known(String topic) {
    MemoryTopic known = topics.get(topic);
    return known == null ? new MemoryTopic() : known;
  }

  private <T> CompletionStage<T> call(Supplier<T> act) {
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
      failure = refused.<Throwable>map(Refused::new).orElse(fault == Fault.NONE ? null : new Unreachable("told to fail: " + fault));
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
        Invariant.check(nobodyWaits.getCause() instanceof Refused || nobodyWaits.getCause() instanceof Unreachable, "%s", nobodyWaits);
      }
    }
  }
}
