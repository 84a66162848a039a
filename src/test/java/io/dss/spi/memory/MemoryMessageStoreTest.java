package io.dss.spi.memory;

import static io.dss.spi.StoredTopic.done;
import static io.dss.spi.StoredTopic.failure;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.queue.Effect;
import io.dss.spi.MessageStore;
import io.dss.spi.MessageStore.Appended;
import io.dss.spi.MessageStore.Claimed;
import io.dss.spi.MessageStoreContract;
import io.dss.spi.StoredTopic;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The twin keeps the contract, and its switches do what they say. */
class MemoryMessageStoreTest extends MessageStoreContract {
  private final MemoryMessageStore memory = new MemoryMessageStore();

  @Override
  protected MessageStore open() {
    return memory;
  }

  @Test
  void aBatchThatFailsBeforeIsNotThereAndOneThatFailsAfterIs() {
    StoredTopic orders = claimed("orders");
    memory.failNext(Fault.BEFORE);
    assertInstanceOf(MessageStore.Unreachable.class, failure(memory.append("orders", FENCE, 1, List.of(keep(1)))));
    assertEquals(List.of(), orders.sequences());
    memory.failNext(Fault.AFTER);
    assertInstanceOf(MessageStore.Unreachable.class, failure(memory.append("orders", FENCE, 1, List.of(keep(1)))));
    assertEquals(List.of(1L), orders.sequences());
    assertEquals(new Appended.Already(), orders.append(1, keep(1)));
  }

  @Test
  void aZombieBatchIsAppliedWhenItWakes() {
    StoredTopic orders = claimed("orders");
    memory.failNext(Fault.LATER);
    failure(memory.append("orders", FENCE, 1, List.of(keep(1))));
    assertEquals(List.of(), orders.sequences());
    memory.wakeZombies();
    assertEquals(List.of(1L), orders.sequences());
  }

  @Test
  void aZombieBatchOfAFencedOwnerChangesNothing() {
    StoredTopic orders = claimed("orders");
    memory.failNext(Fault.LATER);
    failure(memory.append("orders", FENCE, 1, List.of(keep(1))));
    assertEquals(new Claimed.Granted(0), topic("orders", LATER).claim());
    memory.wakeZombies();
    assertEquals(List.of(), topic("orders", LATER).sequences());
  }

  @Test
  void aFaultLastsUntilItIsTakenBack() {
    claimed("orders");
    memory.failAll(Fault.BEFORE);
    failure(memory.topics(Optional.empty(), 1));
    failure(memory.read("orders", List.of(1L)));
    memory.failAll(Fault.NONE);
    assertEquals(List.of(), done(memory.topics(Optional.empty(), 1)));
  }

  @Test
  void aSlowStoreAnswersByHandInOrder() {
    memory.slow(true);
    CompletableFuture<Claimed> claim = memory.claim("orders", FENCE).toCompletableFuture();
    CompletableFuture<Appended> batch = memory.append("orders", FENCE, 1, List.of(keep(1))).toCompletableFuture();
    assertEquals(2, memory.waiting());
    assertTrue(memory.release());
    assertEquals(new Claimed.Granted(0), done(claim));
    assertFalse(batch.isDone());
    memory.slow(false);
    memory.releaseAll();
    assertEquals(new Appended.Applied(), done(batch));
    assertFalse(memory.release());
  }

  @Test
  void aFullStoreStillTakesWhatKeepsNoMessage() {
    StoredTopic orders = claimed("orders");
    orders.append(1, keep(1), keep(2));
    memory.full(Optional.of("8 MB"));
    assertEquals(new Appended.Full("8 MB"), orders.append(2, new Effect.Forget(1), keep(3)));
    assertEquals(new Appended.Applied(), orders.append(2, new Effect.Forget(1), new Effect.Note("n", bytes("x"))));
    memory.full(Optional.empty());
    assertEquals(new Appended.Applied(), orders.append(3, keep(3)));
  }

  @Test
  void aStoreThatWentBackIsBehind() {
    StoredTopic orders = claimed("orders");
    for (int number = 1; number <= 5; number++) orders.append(number, keep(number));
    memory.goBack("orders", 2);
    assertEquals(new Appended.Behind(3), orders.append(6, keep(6)));
    assertEquals(List.of(1L, 2L, 3L), orders.sequences());
    memory.goBack("orders", 3);
    assertEquals(new Claimed.Granted(0), topic("orders", LATER).claim());
  }

  @Test
  void aStoreThatForgotTheClaimIsBehindToo() {
    StoredTopic orders = claimed("orders");
    orders.append(1, keep(1));
    StoredTopic later = topic("orders", LATER);
    later.claim();
    later.append(2, keep(2));
    memory.goBack("orders", 2);
    assertEquals(new Appended.Behind(0), later.append(3, keep(3)));
  }

  @Test
  void aStoreThatRefusesSaysWhy() {
    memory.refuse(Optional.of("evicts"));
    assertEquals("evicts", failure(memory.claim("orders", FENCE)).getMessage());
    memory.refuse(Optional.empty());
    claimed("orders");
  }
}
