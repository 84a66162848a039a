package io.dss.node.queue;

import static io.dss.node.queue.OwnerBench.ack;
import static io.dss.node.queue.OwnerBench.claim;
import static io.dss.node.queue.OwnerBench.consume;
import static io.dss.node.queue.OwnerBench.failure;
import static io.dss.node.queue.OwnerBench.ids;
import static io.dss.node.queue.OwnerBench.notOwner;
import static io.dss.node.queue.OwnerBench.open;
import static io.dss.node.queue.OwnerBench.publish;
import static io.dss.node.queue.OwnerBench.refused;
import static io.dss.node.queue.OwnerBench.reply;
import static io.dss.node.queue.OwnerBench.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.kernel.ClusterId;
import io.dss.kernel.RequestStamp;
import io.dss.node.route.OutcomeUnknown;
import io.dss.node.route.Refusal;
import io.dss.node.route.ScriptedPlacement;
import io.dss.queue.Fence;
import io.dss.queue.QueueCommand;
import io.dss.queue.QueueReply.Delivered;
import io.dss.queue.QueueReply.Described;
import io.dss.queue.QueueReply.Published;
import io.dss.queue.QueueReply.Settled;
import io.dss.spi.memory.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What an owner makes of everything that a store may say. */
class StoreFaultsTest {
  private final OwnerBench bench = OwnerBench.alone();

  private void claimedByAnother(String topic, long ringEpoch) {
    bench.store.claim(topic, new Fence(ScriptedPlacement.CLUSTER, 0, ringEpoch, 1_000));
  }

  @Test
  void aBatchWithoutAnAnswerIsSentAgainUntilTheStoreHasSpoken() {
    bench.done("t", publish("m1"), Published.class);
    for (Fault fault : List.of(Fault.AFTER, Fault.BEFORE, Fault.LATER)) {
      String id = "m " + fault;
      bench.store.failNext(fault);
      CompletableFuture<QueueAnswer> answer = bench.ask("t", publish(id));
      open(answer);
      bench.pass(50);
      open(answer);
      bench.pass(100);
      assertEquals(List.of(false), reply(answer, Published.class).duplicates());
      bench.store.wakeZombies();
    }
    assertEquals(List.of("m1", "m AFTER", "m BEFORE", "m LATER"), bench.consumed("t", 10));
  }

  @Test
  void whileTheStoreIsAwayCallsAreRefusedAtOnceAndThoseUnderWayEndUnknown() {
    bench.done("t", publish("m1"), Published.class);
    bench.store.failAll(Fault.BEFORE);
    CompletableFuture<QueueAnswer> underWay = bench.ask("t", publish("m2"), bench.stamp(), 3_000);
    Refusal refusal = refused(Refusal.Code.STORE_UNREACHABLE, bench.ask("t", publish("m3")));
    assertEquals(1_000, refusal.retryAfterMillis());
    refused(Refusal.Code.STORE_UNREACHABLE, bench.ask("t", new QueueCommand.Describe()));
    bench.pass(2_900);
    open(underWay);
    bench.pass(200);
    assertInstanceOf(OutcomeUnknown.class, failure(underWay));
    bench.store.failAll(Fault.NONE);
    bench.pass(2_100);
    assertEquals(List.of("m1", "m2"), bench.consumed("t", 10));
  }

  @Test
  void aRepeatAfterTheFirstEndedUnknownIsStillNotCarriedOutTwice() {
    bench.done("t", publish("m1", "m2"), Published.class);
    bench.store.failAll(Fault.BEFORE);
    RequestStamp stamp = bench.stamp();
    CompletableFuture<QueueAnswer> first = bench.ask("t", consume(1, 0), stamp, 1_000);
    bench.pass(1_100);
    assertInstanceOf(OutcomeUnknown.class, failure(first));
    CompletableFuture<QueueAnswer> again = bench.ask("t", consume(1, 0), stamp, 9_000);
    open(again);
    bench.store.failAll(Fault.NONE);
    bench.pass(2_100);
    assertEquals(List.of("m1"), ids(reply(again, Delivered.class)));
    assertEquals(List.of("m2"), bench.consumed("t", 10));
  }

  @Test
  void aTopicThatCannotBeClaimedOrReadIsServedWhenTheStoreIsBack() {
    bench.done("t", publish("m1"), Published.class);
    OwnerBench next = new OwnerBench(OwnerBench.A, bench.store, bench.time, OwnerLimits.DEFAULTS);
    next.placement.ring(2, OwnerBench.A);
    bench.store.failAll(Fault.BEFORE);
    refused(Refusal.Code.STORE_UNREACHABLE, next.ask("t", consume(1, 0)));
    refused(Refusal.Code.STORE_UNREACHABLE, next.ask("t", consume(1, 0)));
    bench.store.failAll(Fault.NONE);
    next.pass(2_100);
    assertEquals(List.of("m1"), next.consumed("t", 1));
  }

  @Test
  void aPageThatDoesNotComeIsAskedForAgain() {
    bench.done("t", publish("m1"), Published.class);
    OwnerBench next = new OwnerBench(OwnerBench.A, bench.store, bench.time, OwnerLimits.DEFAULTS);
    next.placement.ring(2, OwnerBench.A);
    next.store.slow(true);
    CompletableFuture<QueueAnswer> waits = next.ask("t", consume(1, 0));
    next.store.release();
    next.turn();
    next.store.failNext(Fault.BEFORE);
    next.store.slow(false);
    next.store.releaseAll();
    next.turn();
    next.pass(300);
    assertTrue(waits.isDone(), "refused or answered, but not left waiting");
    assertEquals(List.of("m1"), next.consumed("t", 1));
  }

  @Test
  void aStoreThatRefusesIsAskedAgainEverySecondAndItsWordsAreTold() {
    bench.store.refuse(Optional.of("maxmemory-policy is allkeys-lru: set it to noeviction"));
    Refusal refusal = refused(Refusal.Code.STORE_UNREACHABLE, bench.ask("t", publish("m1")));
    assertTrue(refusal.getMessage().contains("noeviction"), refusal.getMessage());
    bench.store.refuse(Optional.empty());
    bench.pass(900);
    refused(Refusal.Code.STORE_UNREACHABLE, bench.ask("t", publish("m1")));
    bench.pass(200);
    bench.done("t", publish("m1"), Published.class);
  }

  @Test
  void aStoreThatThrowsInsteadOfFailingStopsNoTopicForEver() {
    bench.done("t", publish("m1"), Published.class);
    bench.store.withinNext(() -> {
      throw new IllegalStateException("told to throw");
    });
    CompletableFuture<QueueAnswer> thrown = bench.ask("t", publish("m2"));
    assertInstanceOf(OutcomeUnknown.class, failure(thrown), "nothing is known of what was done");
    assertTrue(bench.told.contains("let go t BROKEN"), bench.told.toString());
    bench.done("t", publish("m3"), Published.class);
    assertEquals(List.of("m1", "m3"), bench.consumed("t", 10));
  }

  @Test
  void aStoreThatThrowsWhenAskedForTopicsAClaimAPageOrBodiesIsAskedAgain() {
    for (int answered = 0; answered < 4; answered++) {
      OwnerBench owner = OwnerBench.alone(OwnerLimits.DEFAULTS.withBodyCacheBytes(0));
      owner.done("t", publish("m1"), Published.class);
      OwnerBench next = new OwnerBench(OwnerBench.A, owner.store, owner.time, OwnerLimits.DEFAULTS);
      next.placement.ring(2, OwnerBench.A);
      next.store.slow(true);
      List<Integer> thrown = new ArrayList<>();
      Runnable fault = () -> {
        thrown.add(1);
        throw new IllegalStateException("told to throw");
      };
      if (answered == 0) next.store.withinNext(fault);
      CompletableFuture<QueueAnswer> answer = next.ask("t", new QueueCommand.Browse(false, Optional.empty(), Optional.empty(), 10, 0));
      for (int call = 1; call <= answered; call++) {
        if (call == answered) next.store.withinNext(fault);
        next.store.release();
        next.turn();
      }
      next.store.slow(false);
      next.store.releaseAll();
      next.turn();
      next.pass(2_100);
      assertEquals(1, thrown.size());
      assertTrue(answer.isDone(), "after " + answered + " answers of the store");
      assertEquals(List.of("m1"), next.consumed("t", 10));
    }
  }

  @Test
  void aTopicThatIsBrokenIsTakenAgainInTheBackgroundButNotAtOnce() {
    bench.done("t", publish("m1"), Published.class);
    bench.pass(25);
    bench.store.withinNext(() -> {
      throw new IllegalStateException("told to throw");
    });
    bench.ask("t", publish("m2"));
    bench.told.clear();
    bench.pass(900);
    assertFalse(bench.told.contains("taken t"), "whatever breaks it may break it again at once");
    bench.pass(200);
    assertTrue(bench.told.contains("taken t"));
  }

  @Test
  void aTopicThatFailsWhenItIsFlushedHurtsNoOther() {
    bench.done("bad", publish("m"), Published.class);
    bench.done("good", publish("m"), Published.class);
    bench.store.withinNext(bench.time::breakOnce);
    CompletableFuture<QueueAnswer> bad = bench.begin("bad", publish("m1"));
    CompletableFuture<QueueAnswer> good = bench.begin("good", publish("m1"));
    bench.turn();
    reply(good, Published.class);
    assertInstanceOf(OutcomeUnknown.class, failure(bad));
    assertTrue(bench.told.contains("let go bad BROKEN"), bench.told.toString());
    assertEquals(List.of(true), bench.done("bad", publish("m1"), Published.class).duplicates());
  }

  @Test
  void aRefusedTopicTakesNoTurnFromTheOthers() {
    OwnerBench one = OwnerBench.alone(new OwnerLimits(10, 10, 60_000, 10, 1 << 20, 1 << 20, 1 << 20, 1, 1, 1, 1_000));
    one.store.claim("foreign", new Fence(new ClusterId("f".repeat(32)), 0, 1, 1));
    refused(Refusal.Code.STORE_UNREACHABLE, one.ask("foreign", publish("m1")));
    one.done("mine", publish("m1"), Published.class);
  }

  @Test
  void aFencedOwnerAnswersNothingAndLetsGo() {
    bench.done("t", publish("m1"), Published.class);
    claimedByAnother("t", 2);
    CompletableFuture<QueueAnswer> parked = bench.ask("u", publish("m"));
    CompletableFuture<QueueAnswer> fenced = bench.ask("t", consume(1, 0));
    notOwner(fenced);
    reply(parked, Published.class);
    assertTrue(bench.told.contains("let go t FENCED"), bench.told.toString());
  }

  @Test
  void whoWasFencedByALaterRingAsksTheStoreNoMoreBeforeItHasThatRing() {
    bench.done("t", publish("m1"), Published.class);
    claimedByAnother("t", 2);
    notOwner(bench.ask("t", consume(1, 0)));
    bench.store.slow(true);
    notOwner(bench.ask("t", consume(1, 0)));
    assertEquals(0, bench.store.waiting());
    bench.store.slow(false);
    bench.placement.ring(3, OwnerBench.A);
    bench.turn();
    assertEquals(List.of("m1"), bench.consumed("t", 1));
  }

  @Test
  void aFencedBatchThatMayHaveBeenAppliedBeforeEndsUnknown() {
    bench.done("t", publish("m1"), Published.class);
    bench.store.failNext(Fault.AFTER);
    CompletableFuture<QueueAnswer> mayBe = bench.ask("t", publish("m2"));
    claimedByAnother("t", 2);
    bench.pass(150);
    assertInstanceOf(OutcomeUnknown.class, failure(mayBe));
  }

  @Test
  void aFullStoreChangesNothingAndLetsConsumersMakeRoom() {
    bench.done("t", publish("m1", "m2"), Published.class);
    CompletableFuture<QueueAnswer> waits = bench.ask("t", new QueueCommand.Consume(false, "other", Optional.empty(), 1, 9_000, OptionalLong.empty()));
    bench.store.full(Optional.of("8 MB"));
    String before = claim(bench.ask("t", new QueueCommand.Describe()));
    Refusal refusal = refused(Refusal.Code.STORE_FULL, bench.ask("t", publish("m3")));
    assertTrue(refusal.getMessage().contains("8 MB"), refusal.getMessage());
    refused(Refusal.Code.STORE_FULL, bench.ask("t", publish("m3")));
    assertEquals(2, bench.describe("t").messages());
    assertNotEquals(before, claim(bench.ask("t", new QueueCommand.Describe())), "the topic was read again under another claim");
    assertEquals(List.of("m1", "m2"), bench.consumed("t", 10));
    bench.done("t", ack("m1"), Settled.class);
    bench.store.full(Optional.empty());
    bench.pass(900);
    refused(Refusal.Code.STORE_FULL, bench.ask("t", publish("m3")));
    bench.pass(200);
    open(waits);
    bench.done("t", publish("m3"), Published.class);
    assertEquals(List.of("m3"), ids(reply(waits, Delivered.class)));
  }

  @Test
  void aServerWithoutMemoryIsAFailureOfTheStoreAndNotACapOfTheCaller() {
    bench.done("t", publish("m1"), Published.class);
    bench.store.outOfMemory("maxmemory, 8 MB");
    for (int i = 0; i < 2; i++) {
      Refusal refusal = refused(Refusal.Code.STORE_UNREACHABLE, bench.ask("t", publish("m2")));
      assertTrue(refusal.getMessage().contains("maxmemory, 8 MB"), refusal.getMessage());
    }
    assertEquals(List.of("m1"), bench.consumed("t", 10));
  }

  /** A consume of {@code wait} whose delivery is durable, and whose body does not come. */
  private static CompletableFuture<QueueAnswer> waitingForItsBody(OwnerBench owner, QueueCommand consumeOrBrowse) {
    owner.done("t", publish("m1"), Published.class);
    owner.store.failNext(Fault.BEFORE);
    CompletableFuture<QueueAnswer> waits = owner.ask("t", consumeOrBrowse);
    open(waits);
    return waits;
  }

  @Test
  void whatIsDurableIsNotCalledUnchangedWhenTheStoreIsFullLater() {
    for (long wait : List.of(0L, 9_000L)) {
      OwnerBench small = OwnerBench.alone(OwnerLimits.DEFAULTS.withBodyCacheBytes(0));
      CompletableFuture<QueueAnswer> delivered = waitingForItsBody(small, consume(1, wait));
      small.store.full(Optional.of("8 MB"));
      refused(Refusal.Code.STORE_FULL, small.ask("t", publish("m2")));
      assertInstanceOf(OutcomeUnknown.class, failure(delivered), "its message is not to be had before its time is over");
    }
  }

  @Test
  void whatIsDurableIsNotCalledUnchangedWhenTheTopicIsLetGo() {
    OwnerBench small = OwnerBench.alone(OwnerLimits.DEFAULTS.withBodyCacheBytes(0));
    CompletableFuture<QueueAnswer> delivered = waitingForItsBody(small, consume(1, 0));
    small.placement.ring(2, OwnerBench.B);
    small.turn();
    assertInstanceOf(OutcomeUnknown.class, failure(delivered));
  }

  @Test
  void whatOnlyLookedIsAskedElsewhereWhenTheTopicIsLetGo() {
    OwnerBench small = OwnerBench.alone(OwnerLimits.DEFAULTS.withBodyCacheBytes(0));
    CompletableFuture<QueueAnswer> browsed =
        waitingForItsBody(small, new QueueCommand.Browse(false, Optional.empty(), Optional.empty(), 10, 0));
    small.placement.ring(2, OwnerBench.B);
    small.turn();
    notOwner(browsed);
  }

  @Test
  void aBatchThatWasSentBeforeWithoutAnAnswerEndsUnknownIfItFindsTheStoreFull() {
    bench.done("t", publish("m1"), Published.class);
    bench.store.failNext(Fault.LATER);
    CompletableFuture<QueueAnswer> mayBe = bench.ask("t", publish("m2"));
    bench.store.full(Optional.of("8 MB"));
    bench.pass(150);
    assertInstanceOf(OutcomeUnknown.class, failure(mayBe), "the first copy may still have come before the next claim");
  }

  @Test
  void whatARepairMayHavePutIntoTheStoreEndsUnknownWhenAnotherTakesTheTopicMeanwhile() {
    bench.done("t", publish("m1"), Published.class);
    bench.done("t", publish("m2"), Published.class);
    bench.store.goBack("t", 1);
    // The batch that finds out, the claim and two pages; then what is put back.
    for (Fault fault : List.of(Fault.NONE, Fault.NONE, Fault.NONE, Fault.NONE, Fault.AFTER)) bench.store.failNext(fault);
    CompletableFuture<QueueAnswer> third = bench.ask("t", publish("m3"));
    open(third);
    assertEquals(List.of(1L, 2L, 3L), stored("t"));
    claimedByAnother("t", 2);
    bench.pass(150);
    assertInstanceOf(OutcomeUnknown.class, failure(third));
  }

  @Test
  void aStoreThatStaysFullIsTriedLessAndLessOften() {
    bench.done("t", publish("m1"), Published.class);
    bench.store.full(Optional.of("8 MB"));
    List<Long> reads = new ArrayList<>();
    for (int second = 0; second < 16; second++) {
      String before = claim(bench.ask("t", new QueueCommand.Describe()));
      refused(Refusal.Code.STORE_FULL, bench.ask("t", publish("m2")));
      if (!before.equals(claim(bench.ask("t", new QueueCommand.Describe())))) reads.add((long) second);
      bench.pass(1_000);
    }
    assertEquals(List.of(0L, 1L, 3L, 7L, 15L), reads);
  }

  @Test
  void aStoreThatWentBackIsGivenWhatItsOwnerStillHas() {
    bench.done("t", publish("m1"), Published.class);
    bench.done("t", publish("m2", "m3"), Published.class);
    bench.consumed("t", 1);
    bench.done("t", ack("m1"), Settled.class);
    bench.done("t", publish("m4"), Published.class);
    // The ack, m4 and the delivery are gone; m1 is back.
    bench.store.goBack("t", 4);
    assertEquals(List.of(1L), stored("t"));
    CompletableFuture<QueueAnswer> answer = bench.ask("t", publish("m5"));
    assertEquals(List.of(false), reply(answer, Published.class).duplicates());
    assertEquals(List.of(2L, 3L, 4L, 5L), stored("t"));
    assertTrue(bench.told.contains("store went back t, lost 0"), bench.told.toString());
    assertEquals(List.of("m2", "m3", "m4", "m5"), bench.consumed("t", 10));
    afterARestartNothingIsMissing();
  }

  private void afterARestartNothingIsMissing() {
    OwnerBench next = new OwnerBench(OwnerBench.A, bench.store, bench.time, OwnerLimits.DEFAULTS);
    next.placement.ring(2, OwnerBench.A);
    next.pass(31_000);
    Delivered again = next.done("t", consume(10, 0), Delivered.class);
    assertEquals(List.of("m2", "m3", "m4", "m5"), ids(again));
    assertEquals("body of m4", text(again.messages().get(2).body()));
    assertEquals(2, again.messages().get(0).attempts());
  }

  private List<Long> stored(String topic) {
    return List.copyOf(new TreeSet<>(bench.store.read(topic, List.of(1L, 2L, 3L, 4L, 5L, 6L)).toCompletableFuture().join().keySet()));
  }

  @Test
  void callsWaitWhileAStoreIsWrittenAgain() {
    bench.done("t", publish("m1"), Published.class);
    bench.store.goBack("t", 1);
    bench.store.slow(true);
    CompletableFuture<QueueAnswer> first = bench.ask("t", publish("m2"));
    bench.store.release();
    bench.turn();
    CompletableFuture<QueueAnswer> second = bench.ask("t", consume(10, 0));
    open(first);
    open(second);
    bench.store.slow(false);
    bench.store.releaseAll();
    bench.turn();
    reply(first, Published.class);
    assertEquals(List.of("m1", "m2"), ids(reply(second, Delivered.class)));
  }

  @Test
  void whatWasLostWithItsBodyIsToldAndForgotten() {
    OwnerBench small = OwnerBench.alone(OwnerLimits.DEFAULTS.withBodyCacheBytes(0));
    small.done("t", publish("m1"), Published.class);
    small.done("t", publish("m2"), Published.class);
    small.store.goBack("t", 1);
    CompletableFuture<QueueAnswer> third = small.ask("t", publish("m3"));
    reply(third, Published.class);
    assertTrue(small.told.contains("store went back t, lost 1"), small.told.toString());
    assertEquals(List.of("m1", "m3"), small.consumed("t", 10));
    assertEquals(2, small.done("t", new QueueCommand.Describe(), Described.class).topic().messages());
  }

  @Test
  void aBodyThatIsMissingRaisesTheAlarmAndItsMessageIsLeftOut() {
    OwnerBench small = OwnerBench.alone(OwnerLimits.DEFAULTS.withBodyCacheBytes(0));
    small.done("t", publish("m1"), Published.class);
    small.done("t", publish("m2"), Published.class);
    small.store.goBack("t", 1);
    CompletableFuture<QueueAnswer> browsed = small.ask("t", new QueueCommand.Browse(false, Optional.empty(), Optional.empty(), 10, 0));
    assertTrue(browsed.isDone());
    assertTrue(small.told.contains("store went back t, lost 1"), small.told.toString());
    assertEquals(List.of("m1"), small.consumed("t", 10));
  }

  @Test
  void aMessageThatIsDeliveredAgainAndAcknowledgedInOneStepIsNotTakenForLost() {
    bench.done("t", publish("m1"), Published.class);
    bench.consumed("t", 1);
    CompletableFuture<QueueAnswer> waits = bench.ask("t", consume(1, 60_000), bench.stamp(), 90_000);
    bench.time.advance(31_000);
    // Its time to be delivered again is over, and nobody has looked yet: that is done by the ack, before it.
    bench.store.failNext(Fault.BEFORE);
    CompletableFuture<QueueAnswer> acknowledged = bench.ask("t", ack("m1"), bench.stamp(), 90_000);
    bench.pass(300);
    reply(acknowledged, Settled.class);
    assertEquals(List.of(), ids(reply(waits, Delivered.class)), "it went to the waiting consumer, and its body went at once");
    assertFalse(bench.told.stream().anyMatch(line -> line.startsWith("store went back")), bench.told.toString());
    assertEquals(List.of(), bench.consumed("t", 10));
  }

  @Test
  void aStoreThatGoesBackTwiceIsWrittenTwice() {
    bench.done("t", publish("m1"), Published.class);
    for (int i = 2; i < 5; i++) {
      bench.store.goBack("t", 1);
      bench.done("t", publish("m" + i), Published.class);
    }
    assertEquals(List.of("m1", "m2", "m3", "m4"), bench.consumed("t", 10));
    assertEquals(3, bench.told.stream().filter("store went back t, lost 0"::equals).count());
  }

  @Test
  void aStoreThatIsFullWhileItIsWrittenAgainLosesNothingOfWhatItsOwnerHas() {
    bench.done("t", publish("m1"), Published.class);
    bench.done("t", publish("m2"), Published.class);
    bench.store.goBack("t", 1);
    bench.store.full(Optional.of("8 MB"));
    CompletableFuture<QueueAnswer> answer = bench.ask("t", publish("m3"));
    open(answer);
    refused(Refusal.Code.STORE_UNREACHABLE, bench.ask("t", consume(10, 0)));
    bench.pass(3_000);
    bench.store.full(Optional.empty());
    bench.pass(1_100);
    reply(answer, Published.class);
    assertEquals(List.of("m1", "m2", "m3"), bench.consumed("t", 10));
    assertTrue(bench.told.contains("store went back t, lost 0"), bench.told.toString());
  }

  @Test
  void aLeaseThatEndsWhileTheStoreIsWrittenAgainLosesNothingOfWhatItsOwnerHas() {
    bench.done("t", publish("m1"), Published.class);
    bench.done("t", publish("m2"), Published.class);
    bench.store.goBack("t", 1);
    bench.store.slow(true);
    bench.ask("t", publish("m3"));
    bench.placement.lease(false);
    bench.store.slow(false);
    bench.store.releaseAll();
    bench.turn();
    bench.pass(3_000);
    bench.placement.lease(true);
    bench.pass(2_100);
    assertEquals(List.of("m1", "m2", "m3"), bench.consumed("t", 10));
  }
}
