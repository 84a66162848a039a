package io.dss.node.queue;

import static io.dss.node.queue.OwnerBench.A;
import static io.dss.node.queue.OwnerBench.B;
import static io.dss.node.queue.OwnerBench.ack;
import static io.dss.node.queue.OwnerBench.claim;
import static io.dss.node.queue.OwnerBench.consume;
import static io.dss.node.queue.OwnerBench.failure;
import static io.dss.node.queue.OwnerBench.ids;
import static io.dss.node.queue.OwnerBench.notOwner;
import static io.dss.node.queue.OwnerBench.open;
import static io.dss.node.queue.OwnerBench.publish;
import static io.dss.node.queue.OwnerBench.reply;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.kernel.NodeId;
import io.dss.node.route.OutcomeUnknown;
import io.dss.node.route.ScriptedPlacement;
import io.dss.queue.Effect;
import io.dss.queue.Fence;
import io.dss.queue.ItemRef;
import io.dss.queue.NewMessage;
import io.dss.queue.QueueCommand;
import io.dss.queue.QueueCommand.Publish;
import io.dss.queue.QueueReply.Delivered;
import io.dss.queue.QueueReply.Described;
import io.dss.queue.QueueReply.ItemResult;
import io.dss.queue.QueueReply.Published;
import io.dss.queue.QueueReply.Settled;
import io.dss.ring.HashRing;
import io.dss.spi.memory.Fault;
import io.dss.spi.memory.MemoryMessageStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Rings, leases, take-over and leaving. */
class OwnerMovesTest {
  private final MemoryMessageStore store = new MemoryMessageStore();
  private final OwnerBench.HandTime time = new OwnerBench.HandTime();
  private final OwnerBench a = new OwnerBench(A, store, time, OwnerLimits.DEFAULTS);
  private final OwnerBench b = new OwnerBench(B, store, time, OwnerLimits.DEFAULTS);
  /** Belongs to {@code b} as soon as both are on the ring. */
  private final String moves = topicOf(B);
  private final String stays = topicOf(A);

  private static String topicOf(NodeId owner) {
    HashRing both = HashRing.of(List.of(A, B));
    for (int i = 0; ; i++) {
      if (both.owner("topic" + i).equals(Optional.of(owner))) return "topic" + i;
    }
  }

  private void alone() {
    a.placement.ring(1, A);
    a.turn();
  }

  private void joined() {
    a.placement.ring(2, A, B);
    b.placement.ring(2, A, B);
    a.turn();
    b.turn();
  }

  @Test
  void aTopicMovesWithItsWholeStateAndItsWaitersAreSentAfterIt() {
    alone();
    a.done(moves, publish("m1", "m2"), Published.class);
    a.done(stays, publish("s1"), Published.class);
    Delivered inFlight = a.done(moves, consume(1, 0), Delivered.class);
    a.consumed(stays, 1);
    CompletableFuture<QueueAnswer> waits = a.ask(stays, consume(1, 9_000));
    CompletableFuture<QueueAnswer> goes =
        a.ask(moves, new QueueCommand.Consume(false, "other", Optional.empty(), 1, 9_000, OptionalLong.empty()));
    open(goes);
    joined();
    notOwner(goes);
    open(waits);
    notOwner(a.ask(moves, publish("m3")));
    assertEquals(List.of("m2"), b.consumed(moves, 10));
    b.done(moves, ack(ids(inFlight).get(0)), Settled.class);
    assertEquals(1, b.describe(moves).messages());
    a.done(stays, publish("s2"), Published.class);
    assertEquals(List.of("s2"), ids(reply(waits, Delivered.class)));
    notOwner(b.ask(stays, publish("s3")));
  }

  @Test
  void theBatchOnItsWayIsAnsweredAndWhatWasNotSentIsNot() {
    alone();
    a.done(moves, publish("m1"), Published.class);
    store.slow(true);
    CompletableFuture<QueueAnswer> sent = a.ask(moves, publish("m2"));
    CompletableFuture<QueueAnswer> notSent = a.ask(moves, publish("m3"));
    joined();
    open(sent);
    notOwner(notSent);
    store.slow(false);
    store.releaseAll();
    a.turn();
    reply(sent, Published.class);
    b.turn();
    assertEquals(List.of("m1", "m2"), b.consumed(moves, 10));
  }

  @Test
  void aBatchThatComesAfterTheNextOwnersClaimChangesNothingAndIsNotAnswered() {
    alone();
    a.done(moves, publish("m1"), Published.class);
    store.failNext(Fault.LATER);
    CompletableFuture<QueueAnswer> late = a.ask(moves, publish("m2"));
    joined();
    assertEquals(List.of("m1"), b.consumed(moves, 10));
    store.wakeZombies();
    a.pass(200);
    assertInstanceOf(OutcomeUnknown.class, failure(late));
    assertEquals(1, b.describe(moves).messages());
  }

  @Test
  void aTopicThatStaysGoesOnUnderItsClaim() {
    alone();
    CompletableFuture<QueueAnswer> before = a.ask(stays, publish("s1"));
    joined();
    CompletableFuture<QueueAnswer> after = a.ask(stays, publish("s2"));
    assertEquals(claim(before), claim(after));
  }

  @Test
  void whoMissedARingClaimsEverythingAnew() {
    alone();
    CompletableFuture<QueueAnswer> before = a.ask(stays, publish("s1"));
    a.placement.ring(3, Optional.of(ScriptedPlacement.epoch(2)), A, B);
    a.placement.lease(true);
    a.turn();
    CompletableFuture<QueueAnswer> after = a.ask(stays, publish("s2"));
    assertNotEquals(claim(before), claim(after));
    assertTrue(a.told.contains("let go " + stays + " MOVED"), a.told.toString());
  }

  @Test
  void theEndOfALeaseEndsServingAndDropsNothing() {
    alone();
    CompletableFuture<QueueAnswer> before = a.ask(stays, publish("s1"));
    a.placement.lease(false);
    notOwner(a.ask(stays, publish("s2")));
    notOwner(a.ask(new QueueRequest.ListTopics("", Optional.empty(), 10), 1_000));
    a.pass(10_000);
    assertFalse(a.told.toString().contains("let go"), a.told.toString());
    a.placement.lease(true);
    CompletableFuture<QueueAnswer> after = a.ask(stays, publish("s2"));
    assertEquals(claim(before), claim(after));
    assertEquals(List.of("s1", "s2"), a.consumed(stays, 10));
  }

  @Test
  void aReadIsNotAnsweredWhenTheLeaseHasEndedMeanwhileAndAWriteIs() {
    alone();
    a.done(stays, publish("s1"), Published.class);
    store.slow(true);
    CompletableFuture<QueueAnswer> write = a.ask(stays, publish("s2"));
    CompletableFuture<QueueAnswer> read = a.ask(stays, new QueueCommand.Describe());
    a.placement.lease(false);
    store.slow(false);
    store.releaseAll();
    a.turn();
    reply(write, Published.class);
    notOwner(read);
  }

  @Test
  void waitersAreSentElsewhereWhenTheLeaseIsGoneForLong() {
    alone();
    a.done(stays, publish("s1"), Published.class);
    a.consumed(stays, 1);
    CompletableFuture<QueueAnswer> waits = a.ask(stays, consume(1, 9_000));
    a.pass(100);
    a.placement.lease(false);
    a.pass(900);
    open(waits);
    a.pass(200);
    notOwner(waits);
    a.placement.lease(true);
    a.done(stays, publish("s2"), Published.class);
    assertEquals(List.of("s2"), a.consumed(stays, 1));
  }

  @Test
  void nothingIsClaimedWithoutALease() {
    a.placement.ring(1, Optional.empty(), A);
    a.turn();
    store.slow(true);
    notOwner(a.ask(stays, publish("s1")));
    a.pass(1_000);
    assertEquals(0, store.waiting());
  }

  @Test
  void aClaimThatALeaseEndedGoesOnWithTheNext() {
    alone();
    a.done("eager", publish("m"), Published.class);
    OwnerBench one = new OwnerBench(B, store, time, new OwnerLimits(10, 10, 60_000, 10, 1 << 20, 1 << 20, 1 << 20, 1, 2, 1, 1_000));
    store.slow(true);
    one.placement.ring(2, B);
    one.turn();
    store.release();
    store.failNext(Fault.BEFORE);
    one.turn();
    one.placement.lease(false);
    store.slow(false);
    store.releaseAll();
    one.turn();
    one.pass(1_000);
    assertFalse(one.told.contains("taken eager"), one.told.toString());
    one.placement.lease(true);
    one.pass(200);
    assertTrue(one.told.contains("taken eager"), one.told.toString());
  }

  @Test
  void beforeThereIsARingNothingIsOwned() {
    notOwner(a.ask(stays, publish("s1")));
    notOwner(a.ask(new QueueRequest.ListTopics("", Optional.empty(), 10), 1_000));
  }

  @Test
  void aNewOwnerTakesItsTopicsWithoutBeingAsked() {
    alone();
    for (int i = 0; i < 40; i++) a.done("eager" + i, publish("m"), Published.class);
    b.placement.ring(2, B);
    b.turn();
    assertEquals(40, taken(b));
    assertTrue(b.told.contains("took over 40"), b.told.toString());
  }

  @Test
  void topicsAreTakenAFewAtATime() {
    alone();
    for (int i = 0; i < 40; i++) a.done("eager" + i, publish("m"), Published.class);
    store.slow(true);
    b.placement.ring(2, B);
    b.turn();
    assertTrue(store.release(), "the list of topics");
    b.turn();
    assertEquals(OwnerLimits.DEFAULTS.takeOverTopics(), store.waiting());
    CompletableFuture<QueueAnswer> urgent = b.ask("eager7", consume(1, 0));
    assertEquals(OwnerLimits.DEFAULTS.takeOverTopics() + 1, store.waiting(), "what somebody waits for need not queue up behind the others");
    store.slow(false);
    store.releaseAll();
    b.turn();
    assertEquals(List.of("m"), ids(reply(urgent, Delivered.class)));
  }

  @Test
  void aTakeOverGoesOnUnderTheSameRingWhenTheLeaseIsBack() {
    alone();
    for (int i = 0; i < 40; i++) a.done("eager" + i, publish("m"), Published.class);
    store.slow(true);
    b.placement.ring(2, B);
    b.turn();
    store.release();
    b.turn();
    b.placement.lease(false);
    store.slow(false);
    store.releaseAll();
    b.turn();
    b.pass(500);
    assertEquals(OwnerLimits.DEFAULTS.takeOverTopics(), taken(b));
    assertFalse(b.told.contains("took over 8"), b.told.toString());
    b.placement.lease(true);
    b.pass(100);
    assertEquals(40, taken(b));
    assertTrue(b.told.contains("took over 40"), b.told.toString());
  }

  private static long taken(OwnerBench owner) {
    return owner.told.stream().filter(line -> line.startsWith("taken eager")).count();
  }

  @Test
  void aTakeOverGoesOnWhenTheStoreIsBack() {
    alone();
    a.done("eager", publish("m"), Published.class);
    store.failAll(Fault.BEFORE);
    b.placement.ring(2, B);
    b.turn();
    b.pass(500);
    store.failAll(Fault.NONE);
    b.pass(4_100);
    assertTrue(b.told.contains("taken eager"), b.told.toString());
  }

  @Test
  void aTopicThatWasMadeByALateBatchIsFoundByTheSecondLook() {
    b.placement.ring(2, B);
    b.turn();
    b.pass(100);
    store.claim("late", new Fence(ScriptedPlacement.CLUSTER, 0, 1, 1));
    store.append("late", new Fence(ScriptedPlacement.CLUSTER, 0, 1, 1), 1, List.of(new Effect.Erase("none")));
    b.pass(5_200);
    assertTrue(b.told.contains("taken late"), b.told.toString());
  }

  @Test
  void whatComesDueIsDoneWithoutAnyCall() {
    alone();
    a.done(moves, new Publish(List.of(new NewMessage("brief", Optional.empty(), 4, 0, Optional.of(2_000L), OwnerBench.body("x")))), Published.class);
    joined();
    b.pass(2_200);
    assertTrue(b.told.contains("Expired " + moves), b.told.toString());
    assertEquals(0, store.read(moves, List.of(1L)).toCompletableFuture().join().size());
  }

  @Test
  void nothingComesDueWithoutALease() {
    alone();
    a.done(stays, new Publish(List.of(new NewMessage("brief", Optional.empty(), 4, 0, Optional.of(2_000L), OwnerBench.body("x")))), Published.class);
    a.placement.lease(false);
    a.pass(5_000);
    assertFalse(a.told.contains("Expired " + stays), a.told.toString());
    a.placement.lease(true);
    a.pass(100);
    assertTrue(a.told.contains("Expired " + stays), a.told.toString());
  }

  @Test
  void whoLeavesAnswersEverybodyAndMakesDurableWhatItHasDone() {
    alone();
    a.done(stays, publish("s1"), Published.class);
    a.consumed(stays, 1);
    CompletableFuture<QueueAnswer> waits = a.ask(stays, consume(1, 9_000));
    store.slow(true);
    CompletableFuture<QueueAnswer> sent = a.ask(moves, publish("m1"));
    store.release();
    a.turn();
    CompletableFuture<QueueAnswer> notSent = a.ask(moves, publish("m2"));
    CompletableFuture<Void> left = a.owners.leave().toCompletableFuture();
    a.turn();
    notOwner(waits);
    notOwner(a.ask(stays, publish("s2")));
    assertFalse(left.isDone());
    store.slow(false);
    store.releaseAll();
    a.turn();
    assertTrue(left.isDone());
    reply(sent, Published.class);
    reply(notSent, Published.class);
    b.placement.ring(2, B);
    b.turn();
    assertEquals(List.of("m1", "m2"), b.consumed(moves, 10));
  }

  @Test
  void whoLeavesDoesNotWaitForTheStoreForEver() {
    alone();
    a.done(stays, publish("s1"), Published.class);
    store.slow(true);
    CompletableFuture<QueueAnswer> sent = a.ask(stays, publish("s2"), a.stamp(), 60_000);
    CompletableFuture<Void> left = a.owners.leave().toCompletableFuture();
    a.pass(OwnerLimits.DEFAULTS.leaveMillis() - 100);
    assertFalse(left.isDone());
    open(sent);
    a.pass(200);
    assertTrue(left.isDone());
    assertInstanceOf(OutcomeUnknown.class, failure(sent));
  }

  @Test
  void whoComesBackServesAgainAndCanLeaveAgain() {
    alone();
    a.done(stays, publish("s1"), Published.class);
    CompletableFuture<Void> left = a.owners.leave().toCompletableFuture();
    a.turn();
    assertTrue(left.isDone());
    notOwner(a.ask(stays, publish("s2")));
    a.owners.comeBack();
    a.turn();
    a.done(stays, publish("s2"), Published.class);
    assertEquals(List.of("s1", "s2"), a.consumed(stays, 10));
    store.slow(true);
    CompletableFuture<QueueAnswer> sent = a.ask(stays, publish("s3"));
    CompletableFuture<Void> again = a.owners.leave().toCompletableFuture();
    a.turn();
    assertFalse(again.isDone(), "the second time, too, what was carried out is made durable first");
    store.slow(false);
    store.releaseAll();
    a.turn();
    assertTrue(again.isDone());
    reply(sent, Published.class);
  }

  @Test
  void whoHasNothingLeavesAtOnce() {
    alone();
    CompletableFuture<Void> left = a.owners.leave().toCompletableFuture();
    a.turn();
    assertTrue(left.isDone());
  }

  @Test
  void aNewOwnerHonoursReceiptsAndKeepsCounting() {
    alone();
    a.done(moves, publish("m1"), Published.class);
    Delivered first = a.done(moves, consume(1, 0), Delivered.class);
    joined();
    List<String> again = new ArrayList<>(b.consumed(moves, 1));
    assertEquals(List.of(), again, "it keeps its deadline over the move");
    QueueCommand.Ack withReceipt = new QueueCommand.Ack(false, OwnerBench.GROUP,
        List.of(new ItemRef("m1", Optional.of(first.messages().get(0).receipt()))));
    assertInstanceOf(ItemResult.Done.class, b.done(moves, withReceipt, Settled.class).items().get(0));
    assertEquals(0, b.done(moves, new QueueCommand.Describe(), Described.class).topic().messages());
  }
}
