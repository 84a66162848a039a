package io.dss.node.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.kernel.NodeId;
import io.dss.node.route.OutcomeUnknown;
import io.dss.queue.DeliveredMessage;
import io.dss.queue.ItemRef;
import io.dss.queue.QueueCommand.Ack;
import io.dss.queue.QueueReply;
import io.dss.queue.QueueReply.Delivered;
import io.dss.queue.QueueReply.ItemResult;
import io.dss.queue.QueueReply.Published;
import io.dss.queue.QueueReply.Settled;
import io.dss.spi.memory.Fault;
import io.dss.spi.memory.MemoryMessageStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two owners, one store, a ring that goes to and fro and a store that fails in every way that loses nothing: what was answered as published is
 * delivered,
 * what was answered as acknowledged never comes again, and nothing comes that nobody published. A failing seed is run again alone by its number.
 */
class OwnerHistoryTest {
  private static final int STEPS = 1_500;

  private final MemoryMessageStore store = new MemoryMessageStore();
  private final OwnerBench.HandTime time = new OwnerBench.HandTime();
  private final List<OwnerBench> owners = List.of(
      new OwnerBench(OwnerBench.A, store, time, OwnerLimits.DEFAULTS.withBodyCacheBytes(2_000)),
      new OwnerBench(OwnerBench.B, store, time, OwnerLimits.DEFAULTS));
  private final TreeSet<String> asked = new TreeSet<>();
  private final TreeSet<String> published = new TreeSet<>();
  private final TreeSet<String> acked = new TreeSet<>();
  /** Of whose ack it is not known whether it happened. A refused ack surely did not. */
  private final TreeSet<String> maybeAcked = new TreeSet<>();
  private final List<Runnable> answers = new ArrayList<>();
  private long epoch = 1;
  private int ids;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void nothingIsLostInventedOrBroughtBack(long seed) {
    Random random = new Random(seed);
    ring(random);
    for (int step = 0; step < STEPS; step++) act(random);
    store.failAll(Fault.NONE);
    store.full(Optional.empty());
    store.slow(false);
    store.releaseAll();
    store.wakeZombies();
    epoch++;
    for (OwnerBench owner : owners) owner.placement.ring(epoch, OwnerBench.A);
    owners.forEach(owner -> owner.pass(40_000));
    drain(seed);
    assertEquals(new TreeSet<>(), missing(), () -> "seed " + seed + " lost messages");
    assertTrue(published.size() > 10, "seed " + seed + ": only " + published.size() + " messages were published");
  }

  private TreeSet<String> missing() {
    TreeSet<String> missing = new TreeSet<>(published);
    missing.removeAll(acked);
    missing.removeAll(maybeAcked);
    return missing;
  }

  private void drain(long seed) {
    for (int round = 0; round < 10_000; round++) {
      Delivered delivered = owners.get(0).done("t", OwnerBench.consume(10, 0), Delivered.class);
      if (delivered.messages().isEmpty()) return;
      delivered.messages().forEach(message -> seen(message, new TreeSet<>(acked)));
      acknowledge(owners.get(0), delivered);
    }
    throw new AssertionError("seed " + seed + ": there is no end of messages");
  }

  private void act(Random random) {
    OwnerBench owner = owners.get(random.nextInt(2));
    int dice = random.nextInt(100);
    if (dice < 30) publish(owner);
    else if (dice < 60) consume(owner, random);
    else if (dice < 80) owners.forEach(one -> one.pass(25L * (1 + random.nextInt(10))));
    else if (dice < 85) store.failNext(Fault.values()[random.nextInt(4)]);
    else if (dice < 88) store.wakeZombies();
    else if (dice < 92) store.slow(random.nextBoolean());
    else if (dice < 96) store.releaseAll();
    else if (dice < 98) ring(random);
    else store.full(random.nextInt(3) == 0 ? Optional.of("little") : Optional.empty());
    owners.forEach(OwnerBench::turn);
    look();
  }

  private void ring(Random random) {
    epoch++;
    NodeId only = random.nextBoolean() ? OwnerBench.A : OwnerBench.B;
    boolean late = random.nextInt(3) == 0;
    for (OwnerBench owner : owners) {
      // One of them may hear of the ring only with the next.
      if (late && owner == owners.get(0)) owner.placement.lease(false);
      else owner.placement.ring(epoch, only);
    }
  }

  private void publish(OwnerBench owner) {
    String id = "m" + ids++;
    asked.add(id);
    CompletableFuture<QueueAnswer> answer = owner.ask("t", OwnerBench.publish(id));
    whenAnswered(answer, Published.class, reply -> published.add(id));
  }

  private void consume(OwnerBench owner, Random random) {
    TreeSet<String> ackedBefore = new TreeSet<>(acked);
    CompletableFuture<QueueAnswer> answer = owner.ask("t", OwnerBench.consume(1 + random.nextInt(3), random.nextInt(2) * 500L));
    boolean acknowledges = random.nextInt(3) > 0;
    whenAnswered(answer, Delivered.class, delivered -> {
      delivered.messages().forEach(message -> seen(message, ackedBefore));
      if (acknowledges && !delivered.messages().isEmpty()) acknowledge(owner, delivered);
    });
  }

  private void seen(DeliveredMessage message, TreeSet<String> ackedBefore) {
    assertTrue(asked.contains(message.messageId()), "nobody published " + message.messageId());
    assertFalse(ackedBefore.contains(message.messageId()), message.messageId() + " comes again after it was acknowledged");
    assertEquals("body of " + message.messageId(), OwnerBench.text(message.body()));
  }

  private void acknowledge(OwnerBench owner, Delivered delivered) {
    List<ItemRef> items = delivered.messages().stream().map(message -> new ItemRef(message.messageId(), Optional.of(message.receipt()))).toList();
    CompletableFuture<QueueAnswer> answer = owner.ask("t", new Ack(false, OwnerBench.GROUP, items));
    answer.whenComplete((settled, failure) -> {
      if (failure instanceof OutcomeUnknown) items.forEach(item -> maybeAcked.add(item.messageId()));
    });
    whenAnswered(answer, Settled.class, settled -> {
      for (int i = 0; i < items.size(); i++) {
        if (settled.items().get(i) instanceof ItemResult.Done) acked.add(items.get(i).messageId());
      }
    });
    look();
  }

  private <T extends QueueReply> void whenAnswered(CompletableFuture<QueueAnswer> answer, Class<T> type, Consumer<T> then) {
    answers.add(new Runnable() {
      @Override
      public void run() {
        if (!answer.isDone()) answers.add(this);
        else if (!answer.isCompletedExceptionally()) then.accept(type.cast(((QueueAnswer.Decided) answer.join()).reply()));
      }
    });
  }

  /** Takes note of what was answered since. */
  private void look() {
    List<Runnable> now = List.copyOf(answers);
    answers.clear();
    now.forEach(Runnable::run);
  }
}
