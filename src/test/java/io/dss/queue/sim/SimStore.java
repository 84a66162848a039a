package io.dss.queue.sim;

import io.dss.queue.Effect;
import io.dss.queue.Fence;
import io.dss.raft.sim.SimEntropy;
import io.dss.spi.MessageStore;
import io.dss.spi.memory.MemoryMessageStore;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/** The one store of a world: the trivial twin behind a way on which calls and answers are late, lost, or done when nobody waits any more. */
final class SimStore {
  private static final int ZOMBIE_MICROS = 3_000_000;
  private static final int TIMEOUT_MICROS = 400_000;
  private static final int BACK_MOST = 8;

  private final QueueWorld world;
  private final SimEntropy entropy;
  private final MemoryMessageStore memory = new MemoryMessageStore();
  private final TreeMap<String, Integer> canGoBack = new TreeMap<>();
  private final TreeSet<String> wentBack = new TreeSet<>();
  private StoreMenu menu;
  private boolean out;
  private long batches;
  private long fenced;
  private long already;
  private long behind;
  private long zombies;

  SimStore(QueueWorld world, SimEntropy entropy, StoreMenu menu) {
    this.world = world;
    this.entropy = entropy;
    this.menu = menu;
  }

  void menu(StoreMenu next) {
    menu = next;
    out = false;
    memory.full(Optional.empty());
    memory.refuse(Optional.empty());
  }

  StoreMenu menu() {
    return menu;
  }

  void out(boolean now) {
    out = now;
  }

  void full(boolean now) {
    memory.full(now ? Optional.of("maxmemory") : Optional.empty());
  }

  void refuses(boolean now) {
    memory.refuse(now ? Optional.of("a policy that evicts") : Optional.empty());
  }

  long batches() {
    return batches;
  }

  long fenced() {
    return fenced;
  }

  long already() {
    return already;
  }

  long behind() {
    return behind;
  }

  long zombies() {
    return zombies;
  }

  /** A topic forgets some of its last batches. @return whether it had any */
  boolean goBack(String topic) {
    int most = Math.min(BACK_MOST, canGoBack.getOrDefault(topic, 0));
    if (most == 0) return false;
    int back = 1 + entropy.below(most);
    memory.goBack(topic, back);
    wentBack.add(topic);
    canGoBack.put(topic, canGoBack.get(topic) - back);
    return true;
  }

  private <T> void carry(QueueProcess by, Supplier<CompletionStage<T>> act, CompletableFuture<T> answer) {
    boolean zombie = entropy.chance(menu.zombiePerMille());
    boolean gone = !zombie && (out || entropy.chance(menu.lostPerMille()));
    boolean unanswered = entropy.chance(menu.unansweredPerMille());
    if (zombie || gone) {
      by.later(entropy.below(TIMEOUT_MICROS), () -> answer.completeExceptionally(new MessageStore.Unreachable("no answer in time")));
      if (zombie) world.queue().after(1 + entropy.below(ZOMBIE_MICROS), () -> late(act));
      return;
    }
    world.queue().after(1 + entropy.below(menu.delayMicros()), () -> act.get().whenComplete((value, failure) -> {
      if (unanswered || out) by.later(entropy.below(TIMEOUT_MICROS), () -> answer.completeExceptionally(new MessageStore.Unreachable("its answer was lost")));
      else by.later(1 + entropy.below(menu.delayMicros()), () -> complete(answer, value, failure));
    }));
  }

  private void late(Supplier<? extends CompletionStage<?>> act) {
    zombies++;
    act.get();
  }

  private static <T> void complete(CompletableFuture<T> answer, T value, Throwable failure) {
    if (failure == null) answer.complete(value);
    else answer.completeExceptionally(failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure);
  }

  /** Only a store that went back has less than its owner was told, or a claim before its owner's. */
  private void sane(QueueProcess by, String topic, Fence fence, MessageStore.Appended answer) {
    boolean early = answer instanceof MessageStore.Appended.Fenced fenced && !fenced.by().isAfter(fence);
    if (!early && !(answer instanceof MessageStore.Appended.Behind) || wentBack.contains(topic)) return;
    world.broken(by.node(), new AssertionError(topic + " never went back, and a batch under " + fence + " was told " + answer));
  }

  private void appended(String topic, MessageStore.Appended answer) {
    world.trace(topic.hashCode() * 61L + answer.hashCode());
    if (answer instanceof MessageStore.Appended.Applied) {
      batches++;
      canGoBack.merge(topic, 1, (before, one) -> Math.min(64, before + one));
    }
    if (answer instanceof MessageStore.Appended.Fenced) fenced++;
    if (answer instanceof MessageStore.Appended.Already) already++;
    if (answer instanceof MessageStore.Appended.Behind) behind++;
  }

  /** The store as one process reaches it. */
  MessageStore door(QueueProcess by) {
    return new Door(by);
  }

  private final class Door implements MessageStore {
    private final QueueProcess by;

    Door(QueueProcess by) {
      this.by = by;
    }

    private <T> CompletionStage<T> ask(Supplier<CompletionStage<T>> act) {
      CompletableFuture<T> answer = new CompletableFuture<>();
      carry(by, act, answer);
      return answer;
    }

    @Override
    public CompletionStage<Claimed> claim(String topic, Fence fence) {
      return ask(() -> memory.claim(topic, fence));
    }

    @Override
    public CompletionStage<Page> load(String topic, Fence fence, Optional<String> cursor) {
      return ask(() -> memory.load(topic, fence, cursor));
    }

    @Override
    public CompletionStage<Appended> append(String topic, Fence fence, long number, List<Effect> effects) {
      List<Effect> batch = List.copyOf(effects);
      BiConsumer<Appended, Throwable> look = (answer, failure) -> {
        if (answer == null) return;
        sane(by, topic, fence, answer);
        appended(topic, answer);
      };
      return ask(() -> memory.append(topic, fence, number, batch).whenComplete(look));
    }

    @Override
    public CompletionStage<Map<Long, byte[]>> read(String topic, List<Long> sequences) {
      return ask(() -> memory.read(topic, sequences));
    }

    @Override
    public CompletionStage<List<String>> topics(Optional<String> after, int limit) {
      return ask(() -> memory.topics(after, limit));
    }

    @Override
    public void close() {}
  }
}
