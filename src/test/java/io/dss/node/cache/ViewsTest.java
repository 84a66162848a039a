package io.dss.node.cache;

import static io.dss.node.cache.CacheGroup.A;
import static io.dss.node.cache.CacheGroup.B;
import static io.dss.node.cache.CacheGroup.C;
import static io.dss.node.cache.CacheGroup.READ;
import static io.dss.node.cache.CacheGroup.text;
import static io.dss.node.cache.CacheGroup.written;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.cache.CacheReply;
import io.dss.coherence.Buckets;
import io.dss.coherence.LineState;
import io.dss.kernel.NodeId;
import io.dss.node.cache.Caches.Answered;
import io.dss.node.route.Refusal;
import io.dss.spi.memory.Fault;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Nodes come, go, die, and are taken out while they live. */
class ViewsTest {
  private final CacheGroup group = CacheGroup.three();

  @Test
  void everyWriteOfANodeThatDiesIsReadOnTheOthers() {
    for (int i = 0; i < 300; i++) group.write(A, "k" + i, "v" + i);
    group.kill(A);
    group.view(B, C);
    for (int i = 0; i < 300; i++) assertEquals("v" + i, group.text(i % 2 == 0 ? B : C, "k" + i));
  }

  @Test
  void everyWriteSurvivesTheDeathOfOneNodeAfterTheOther() {
    for (int i = 0; i < 100; i++) group.write(A, "k" + i, "v" + i);
    group.kill(A);
    group.view(B, C);
    group.pass(500);
    group.kill(B);
    group.view(C);
    group.pass(500);
    for (int i = 0; i < 100; i++) assertEquals("v" + i, group.text(C, "k" + i));
  }

  @Test
  void cleanLinesStayHitsThroughAChangeOfViewWithoutMainMemory() {
    for (int i = 0; i < 50; i++) group.write(A, "k" + i, "v" + i);
    group.value(group.node(A).caches.flush());
    for (int i = 0; i < 50; i++) group.read(B, "k" + i);
    long read = group.store.keysRead();
    group.kill(C);
    group.view(A, B);
    assertEquals(read, group.store.keysRead());
    for (int i = 0; i < 50; i++) assertTrue(group.node(B).ask("k" + i, READ).isDone());
  }

  @Test
  void aNodeThatComesTakesItsShareAndItsBucketsOpen() {
    CacheGroup two = new CacheGroup(CacheGroup.ROOMY, A, B, C).view(A, B);
    for (int i = 0; i < 100; i++) two.write(A, "k" + i, "v" + i);
    two.view(A, B, C);
    assertEquals(Buckets.COUNT, two.gauges(C).openBuckets());
    assertEquals(1, two.node(C).heard.stream().filter("open 0.2"::equals).count());
    for (int i = 0; i < 100; i++) assertEquals("v" + i, two.text(C, "k" + i));
  }

  @Test
  void callsThatAreUnderWayEndUnderTheNextView() {
    group.store.slow(true);
    CompletableFuture<Answered> read = group.node(A).ask(group.keyOf(C, "k"), READ);
    CompletableFuture<Answered> write = group.node(A).ask(group.keyOf(C, "w"), written("1"));
    group.pass(500);
    assertFalse(read.isDone() || write.isDone());
    group.kill(C);
    group.announce(A, B);
    group.store.slow(false);
    group.store.releaseAll();
    assertInstanceOf(CacheReply.Missing.class, group.done(read).reply());
    assertInstanceOf(CacheReply.Written.class, group.done(write).reply());
  }

  @Test
  void aCallThatFindsNoHomeIsRefusedByItsDeadline() {
    group.kill(C);
    String key = group.keyOf(C, "k");
    CompletableFuture<Answered> write = group.node(A).ask(key, written("1"));
    CompletableFuture<Answered> read = group.node(B).ask(key, READ);
    group.pass(4_100);
    assertEquals(Refusal.Code.MOVING, group.refused(read).code());
    assertEquals(Refusal.Code.MOVING, group.refused(write).code(), "it waited for the line and was never begun");
    group.view(A, B);
    assertEquals("none", group.text(B, key));
  }

  @Test
  void messagesThatTheNetworkLosesAreSentAgain() {
    group.network.cutOff(B);
    String key = group.keyOf(B, "k");
    CompletableFuture<Answered> write = group.node(A).ask(key, written("1"));
    group.pass(1_000);
    assertFalse(write.isDone());
    assertTrue(group.node(A).node.gauges().linkBytes() > 0);
    group.network.heal();
    group.pass(500);
    assertInstanceOf(CacheReply.Written.class, write.join().reply());
    assertEquals(0, group.gauges(A).linkBytes());
  }

  @Test
  void bucketsEnterAViewAFewAtATimeAndOneThatIsAskedForComesFirst() {
    group.announce(A, B, C);
    CompletableFuture<Answered> call = group.node(A).ask(group.keyOf(A, "k"), READ);
    Lines lines = lines(A);
    group.node(A).loop.turn();
    int entered = 0;
    for (int bucket = 0; bucket < Buckets.COUNT; bucket++) if (lines.has(bucket, lines.ring().orElseThrow().id())) entered++;
    assertTrue(entered <= NodeLimits.BUCKETS_PER_TURN + 1, entered + " in one turn");
    assertEquals(lines.ring().orElseThrow().id(), lines.peek(Buckets.of(group.keyOf(A, "k"))).view());
    assertTrue(group.node(A).loop.queued() > 0, "it goes on at once");
    group.done(call);
  }

  private Lines lines(NodeId id) {
    return group.node(id).node.lines();
  }

  @Test
  void aNodeThatWasTakenOutVoidsItsLinesAndHandsOnWhatItIsAsked() {
    group.write(A, "k", "1");
    group.write(A, "l", "1");
    group.announce(B, C);
    group.run();
    assertEquals(List.of("discarded 2 2"), group.node(A).heard.stream().filter(what -> what.startsWith("disc")).toList());
    assertTrue(group.node(A).caches.lines(Optional.empty(), 10).isEmpty());
    assertEquals(0, group.gauges(A).dirtyBytes());
    group.write(B, "k", "2");
    Answered read = group.read(A, "k");
    assertEquals("2", text(read));
    assertFalse(read.node().equals(A));
    assertEquals("1", group.text(A, "l"));
  }

  @Test
  void aLaterLifeOfANodeBeginsWithNothing() {
    group.write(A, "k", "1");
    CacheGroup.Node later = group.start(A, 2);
    group.view(A, B, C);
    assertTrue(later.caches.lines(Optional.empty(), 10).isEmpty());
    assertEquals("1", group.text(A, "k"));
    assertEquals("1", group.text(B, "k"));
  }

  @Test
  void callsOfANodeThatIsTakenOutAreHandedOnUnlessTheyMayHaveBeenDone() {
    String key = group.keyOf(C, "k");
    group.store.slow(true);
    CompletableFuture<Answered> begun = group.node(A).ask(key, written("1"));
    group.run();
    group.announce(B, C);
    group.store.slow(false);
    group.store.releaseAll();
    assertInstanceOf(CacheReply.Written.class, group.done(begun).reply());
    assertFalse(begun.join().node().equals(A));
    assertEquals("1", group.text(B, key));
  }

  @Test
  void aWriteThatWasMadeAndIsNotKnownToBeSafeAsItsNodeIsTakenOutIsOfUnknownOutcome() {
    String key = group.keyOf(B, "k");
    group.write(A, key, "1");
    group.network.cutOff(B);
    CompletableFuture<Answered> write = group.node(A).ask(key, written("2"));
    CompletableFuture<Answered> keyed = group.node(A).ask(CacheGroup.keyed(key, written("3"), "once"));
    group.pass(100);
    group.network.heal();
    group.announce(B, C);
    assertEquals(Refusal.Code.UNKNOWN_OUTCOME, group.refused(write).code());
    assertInstanceOf(CacheReply.Written.class, group.done(keyed).reply(), "asked again elsewhere under its key");
    assertEquals("3", group.text(C, key));
  }

  @Test
  void invalidationsThatNobodyAnsweredAreCountedWhenTheViewEndsThem() {
    String key = group.keyOf(A, "k");
    group.write(A, key, "1");
    group.read(B, key);
    group.network.cutOff(B);
    CompletableFuture<Answered> write = group.node(A).ask(key, written("2"));
    group.pass(1_000);
    assertFalse(write.isDone(), "a sharer that may still read has not said that it does not");
    group.nodes.remove(B);
    group.view(A, C);
    assertInstanceOf(CacheReply.Written.class, group.done(write).reply());
    CacheGauges gauges = group.gauges(A);
    assertEquals(1, gauges.invSent());
    assertEquals(1, gauges.invTimedOut());
  }

  @Test
  void aHomeThatMainMemoryDoesNotFenceServesNothingAndSaysWhy() {
    group.write(A, "k", "1");
    group.store.failAll(Fault.BEFORE);
    group.kill(C);
    group.announce(A, B);
    String key = "other";
    CompletableFuture<Answered> read = group.node(group.home(key)).ask(key, READ);
    group.pass(100);
    assertEquals(LineState.M, group.read(A, "k").state(), "hits need no open bucket");
    assertEquals(Refusal.Code.STORE_UNREACHABLE, group.refused(read).code());
    group.store.failAll(Fault.NONE);
    group.pass(3_000);
    assertEquals(Buckets.COUNT, group.gauges(A).openBuckets());
    assertEquals("1", group.text(B, "k"));
  }

  @Test
  void aLateWriteOfADeadHomeChangesNothing() {
    String key = group.keyOf(C, "k");
    group.write(A, key, "1");
    group.store.failNext(Fault.LATER);
    CompletableFuture<Integer> flush = group.node(A).caches.flush().toCompletableFuture();
    group.run();
    assertFalse(flush.isDone());
    group.kill(C);
    group.view(A, B);
    group.write(B, key, "2");
    group.value(group.node(B).caches.flush());
    group.store.wakeZombies();
    assertEquals("2", group.stored(key));
  }

  @Test
  void whatMainMemoryAnswersToABucketThatHasNotEnteredTheNewestViewIsOfNoAccount() {
    String key = group.keyOf(A, "k");
    group.store.slow(true);
    CompletableFuture<Answered> read = group.node(B).ask(key, READ);
    group.run();
    group.announce(A, B, C);
    // In one turn of A: the view first, and then the answer to a bucket that is still in the one before.
    group.store.slow(false);
    group.store.releaseAll();
    assertInstanceOf(CacheReply.Missing.class, group.done(read).reply());
  }

  @Test
  void viewsThatComeBeforeTheLastIsDoneLoseNothing() {
    for (int i = 0; i < 60; i++) group.write(List.of(A, B, C).get(i % 3), "k" + i, "v" + i);
    for (int times = 0; times < 5; times++) {
      group.announce(A, B, C);
      group.node(A).loop.turn();
      group.network.deliver();
      group.node(B).loop.turn();
    }
    group.run();
    for (int i = 0; i < 60; i++) assertEquals("v" + i, group.text(List.of(B, C, A).get(i % 3), "k" + i));
  }

  @Test
  void whatWasUnderWayIsOfUnknownOutcomeAlsoWhereNoOtherNodeCanBeAsked() {
    String key = group.keyOf(B, "k");
    group.write(A, key, "1");
    group.network.cutOff(B);
    CompletableFuture<Answered> keyed = group.node(A).ask(CacheGroup.keyed(key, written("3"), "once"));
    group.pass(100);
    group.network.cutOff(C);
    group.announce(B, C);
    assertEquals(Refusal.Code.UNKNOWN_OUTCOME, group.refused(keyed).code());
  }
}
