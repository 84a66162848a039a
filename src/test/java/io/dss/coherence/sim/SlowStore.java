package io.dss.coherence.sim;

import io.dss.cache.Entry;
import io.dss.cluster.Epoch;
import io.dss.raft.sim.SimEntropy;
import io.dss.spi.BackingStore;
import io.dss.spi.memory.MemoryBackingStore;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** The main memory of a world: the trivial twin behind a way on which calls and answers are late, lost, or done when nobody waits any more. */
final class SlowStore {
  private static final int ZOMBIE_MICROS = 3_000_000;
  private static final int TIMEOUT_MICROS = 400_000;

  private final CacheWorld world;
  private final SimEntropy entropy;
  private final MemoryBackingStore memory = new MemoryBackingStore();
  private StoreFaults faults;
  private boolean out;

  SlowStore(CacheWorld world, SimEntropy entropy, StoreFaults faults) {
    this.world = world;
    this.entropy = entropy;
    this.faults = faults;
  }

  void faults(StoreFaults next) {
    faults = next;
    out = false;
    full(false);
  }

  StoreFaults faults() {
    return faults;
  }

  void out(boolean now) {
    out = now;
  }

  void full(boolean now) {
    memory.full(now ? Optional.of("maxmemory") : Optional.empty());
  }

  Entry has(int bucket, String key) {
    return memory.stored(bucket, key);
  }

  private <T> CompletionStage<T> carry(CacheProcess by, Supplier<CompletionStage<T>> act) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    boolean zombie = entropy.chance(faults.zombiePerMille());
    boolean gone = !zombie && (out || entropy.chance(faults.lostPerMille()));
    boolean unanswered = entropy.chance(faults.unansweredPerMille());
    if (gone) world.counts().happened(Fault.STORE_CALL_LOST);
    if (zombie) world.counts().happened(Fault.STORE_ZOMBIE);
    if (zombie || gone) {
      by.later(entropy.below(TIMEOUT_MICROS), () -> answer.completeExceptionally(new BackingStore.Unreachable("no answer in time")));
      if (zombie) world.queue().after(1 + entropy.below(ZOMBIE_MICROS), () -> late(act));
      return answer;
    }
    world.queue().after(1 + entropy.below(faults.delayMicros()), () -> act.get().whenComplete((value, failure) -> {
      if (unanswered || out) world.counts().happened(Fault.STORE_ANSWER_LOST);
      if (unanswered || out) by.later(entropy.below(TIMEOUT_MICROS), () -> answer.completeExceptionally(new BackingStore.Unreachable("its answer was lost")));
      else by.later(1 + entropy.below(faults.delayMicros()), () -> complete(answer, value, failure));
    }));
    return answer;
  }

  private void late(Supplier<? extends CompletionStage<?>> act) {
    act.get();
  }

  private static <T> void complete(CompletableFuture<T> answer, T value, Throwable failure) {
    if (failure == null) answer.complete(value);
    else answer.completeExceptionally(failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure);
  }

  private void written(int bucket, BackingStore.Writing what) {
    if (what instanceof BackingStore.Writing.Fenced) world.counts().happened(Fault.STORE_FENCED_OFF);
    world.trace(bucket * 61L + what.getClass().getSimpleName().hashCode());
  }

  /** Main memory as one process reaches it. */
  BackingStore door(CacheProcess by) {
    return new Door(by);
  }

  private final class Door implements BackingStore {
    private final CacheProcess by;

    Door(CacheProcess by) {
      this.by = by;
    }

    @Override
    public CompletionStage<Fencing> fence(int bucket, Epoch epoch) {
      return carry(by, () -> memory.fence(bucket, epoch));
    }

    @Override
    public CompletionStage<List<Entry>> read(int bucket, List<String> keys) {
      return carry(by, () -> memory.read(bucket, keys));
    }

    @Override
    public CompletionStage<Writing> write(int bucket, Epoch epoch, List<Item> items) {
      List<Item> batch = List.copyOf(items);
      if (world.build().breaks(Drill.STORE_FORGETS) && entropy.chance(50)) return carry(by, () -> CompletableFuture.completedFuture(new Writing.Stored()));
      return carry(by, () -> memory.write(bucket, epoch, batch).whenComplete((what, failure) -> written(bucket, what)));
    }

    @Override
    public CompletionStage<Page> keys(int bucket, Optional<String> cursor, int limit) {
      return carry(by, () -> memory.keys(bucket, cursor, limit));
    }

    @Override
    public void close() {}
  }
}
