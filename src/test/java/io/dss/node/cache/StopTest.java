package io.dss.node.cache;

import static io.dss.node.cache.CacheGroup.A;
import static io.dss.node.cache.CacheGroup.B;
import static io.dss.node.cache.CacheGroup.C;
import static io.dss.node.cache.CacheGroup.written;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.coherence.LineState;
import io.dss.kernel.NodeId;
import io.dss.node.route.Refusal;
import io.dss.spi.memory.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Flushes, and an orderly stop of one node and of all of them. */
class StopTest {
  private final CacheGroup group = CacheGroup.three();

  @Test
  void aFlushTellsHowManyLinesItWroteAndTheyStay() {
    for (int i = 0; i < 40; i++) group.write(A, "k" + i, "v" + i);
    assertEquals(40, group.value(group.node(A).caches.flush()));
    for (int i = 0; i < 40; i++) assertEquals("v" + i, group.stored("k" + i));
    assertEquals(0, group.value(group.node(A).caches.flush()));
    assertEquals(40, group.gauges(A).entries());
    assertTrue(group.node(A).ask("k1", CacheGroup.READ).isDone());
  }

  @Test
  void aFlushHasWhatWasWrittenWhileAnEarlierOneWasUnderWay() {
    group.write(A, "k", "1");
    group.store.slow(true);
    CompletableFuture<Integer> first = group.node(A).caches.flush().toCompletableFuture();
    group.run();
    group.write(A, "k", "2");
    CompletableFuture<Integer> second = group.node(A).caches.flush().toCompletableFuture();
    group.run();
    group.store.release();
    group.run();
    assertFalse(second.isDone(), "main memory has the value before");
    group.store.slow(false);
    group.store.releaseAll();
    assertEquals(1, group.value(second));
    assertEquals(1, group.value(first));
    assertEquals("2", group.stored("k"));
  }

  @Test
  void aFlushThatMainMemoryDoesNotTakeIsRefusedInTimeAndAsManyMayWaitAsMay() {
    group.write(A, "k", "1");
    group.store.failAll(Fault.BEFORE);
    List<CompletableFuture<Integer>> flushes = new ArrayList<>();
    for (int i = 0; i < NodeLimits.MAX_FLUSHES; i++) flushes.add(group.node(A).caches.flush().toCompletableFuture());
    assertEquals(Refusal.Code.OVERLOADED, group.refused(group.node(A).caches.flush()).code());
    for (CompletableFuture<Integer> flush : flushes) assertEquals(Refusal.Code.STORE_UNREACHABLE, group.refused(flush).code());
    group.store.failAll(Fault.NONE);
    assertEquals(1, group.value(group.node(A).caches.flush()) + (group.stored("k").equals("1") ? 0 : 1));
    assertEquals("1", group.stored("k"));
  }

  @Test
  void aNodeThatStopsHasWrittenEverythingBack() {
    for (int i = 0; i < 500; i++) group.write(A, "k" + i, "v" + i);
    group.node(A).node.refuseCalls();
    group.value(group.node(A).node.leave());
    for (int i = 0; i < 500; i++) assertEquals("v" + i, group.stored("k" + i));
  }

  @Test
  void aWriteThatWasUnderWayAsTheNodeStoppedIsWrittenBackToo() {
    String key = group.keyOf(B, "k");
    group.write(A, key, "1");
    group.value(group.node(A).caches.flush());
    group.network.cutOff(B);
    CompletableFuture<Caches.Answered> write = group.node(A).ask(key, written("2"));
    group.run();
    group.node(A).node.refuseCalls();
    assertEquals(Refusal.Code.UNKNOWN_OUTCOME, group.refused(write).code());
    CompletableFuture<Void> left = group.node(A).node.leave().toCompletableFuture();
    group.pass(1_000);
    assertFalse(left.isDone());
    group.network.heal();
    group.value(left);
    assertEquals("2", group.stored(key));
  }

  @Test
  void whereAllNodesStopAtOnceTheFirstToBeDoneGoesOnAsHomeOfTheOthers() {
    for (int i = 0; i < 200; i++) group.write(C, "k" + i, "v" + i);
    List<CompletableFuture<Void>> left = new ArrayList<>();
    for (NodeId node : List.of(A, B, C)) {
      group.node(node).node.refuseCalls();
      left.add(group.node(node).node.leave().toCompletableFuture());
      group.node(node).loop.turn();
    }
    // A and B have written nothing. Who has left is gone at once, and nobody makes a view without it.
    for (int ticks = 0; ticks < 400 && !group.nodes.isEmpty(); ticks++) {
      for (NodeId node : List.of(A, B, C)) if (left.get(List.of(A, B, C).indexOf(node)).isDone() && group.node(node) != null) group.kill(node);
      group.pass(CacheGroup.TICK_MILLIS);
    }
    assertTrue(left.stream().allMatch(CompletableFuture::isDone));
    for (int i = 0; i < 200; i++) assertEquals("v" + i, group.stored("k" + i));
  }

  @Test
  void aNodeThatKeepsWhatANodeWroteThatHasJustCrashedStaysUntilThatIsSafe() {
    for (int i = 0; i < 100; i++) group.write(A, "k" + i, "v" + i);
    group.kill(A);
    group.node(B).node.refuseCalls();
    CompletableFuture<Void> left = group.node(B).node.leave().toCompletableFuture();
    group.pass(5_000);
    assertFalse(left.isDone(), "nobody but this node has what it keeps for the crashed one");
    group.announce(B, C);
    group.value(left);
    group.kill(B);
    group.view(C);
    for (int i = 0; i < 100; i++) assertEquals("v" + i, group.text(C, "k" + i));
  }

  /** The home has read what the keeper reported, and would forget it with the next view. */
  @Test
  void andUntilMainMemoryHasItWhereAnotherIsTheHome() {
    CacheGroup four = new CacheGroup(CacheGroup.ROOMY, A, B, C, CacheGroup.X).view(B, C, CacheGroup.X);
    List<String> moved = new ArrayList<>(List.of("k0", "k1", "k2", "k3", "k4", "k5", "k6", "k7", "k8", "k9"));
    moved.replaceAll(prefix -> four.keyOf(CacheGroup.X, prefix));
    four.view(A, B, C);
    moved.removeIf(key -> !four.home(key).equals(B));
    assertFalse(moved.isEmpty());
    for (String key : moved) four.write(A, key, "1");
    four.kill(A);
    four.store.slow(true);
    four.announce(B, C, CacheGroup.X);
    CompletableFuture<Void> left = four.node(B).node.leave().toCompletableFuture();
    four.pass(5_000);
    assertFalse(left.isDone(), "main memory does not have it yet");
    four.store.slow(false);
    four.store.releaseAll();
    four.value(left);
    for (String key : moved) assertEquals("1", four.stored(key));
  }

  @Test
  void backupsForNodesThatLiveDoNotKeepItFromLeaving() {
    String key = group.keyOf(B, "k");
    group.write(A, key, "1");
    CompletableFuture<Void> left = group.node(B).node.leave().toCompletableFuture();
    group.pass(NodeLimits.SILENCE_MILLIS - CacheGroup.TICK_MILLIS);
    assertFalse(left.isDone(), "whoever has just died without a word is not noticed yet");
    group.pass(2 * CacheGroup.TICK_MILLIS);
    assertTrue(left.isDone());
    group.kill(B);
    group.view(A, C);
    assertEquals("1", group.text(C, key));
  }

  /** A home that has written itself has its backup at the next node. */
  @Test
  void norDoThoseForANodeThatLivesThroughAChangeOfView() {
    CacheGroup four = new CacheGroup(CacheGroup.ROOMY, A, B, C, CacheGroup.X).view(A, B, C);
    for (int i = 0; i < 50; i++) four.write(A, four.keyOf(A, "k" + i + "_"), "1");
    four.view(A, B, C, CacheGroup.X);
    assertTrue(four.gauges(B).backupBytes() > 0);
    assertEquals(50, four.gauges(A).dirtyLines());
    CompletableFuture<Void> left = four.node(B).node.leave().toCompletableFuture();
    four.pass(NodeLimits.SILENCE_MILLIS + CacheGroup.TICK_MILLIS);
    assertTrue(left.isDone());
  }

  @Test
  void bucketsThatDoNotOpenDoNotKeepItWhereItKeepsNothing() {
    group.kill(C);
    group.store.failAll(Fault.BEFORE);
    group.announce(A, B);
    CompletableFuture<Void> left = group.node(B).node.leave().toCompletableFuture();
    group.pass(NodeLimits.LINGER_MILLIS + CacheGroup.TICK_MILLIS);
    assertTrue(left.isDone());
    assertEquals(0, group.gauges(A).openBuckets(), "main memory does not answer");
  }

  @Test
  void askedAgainItLooksAgain() {
    group.value(group.node(B).node.leave());
    group.write(A, group.keyOf(B, "k"), "1");
    group.kill(A);
    CompletableFuture<Void> left = group.node(B).node.leave().toCompletableFuture();
    group.pass(5_000);
    assertFalse(left.isDone(), "it was not out of the view yet, and keeps what a crashed node wrote since");
    group.announce(B, C);
    group.value(left);
  }

  @Test
  void aNodeAloneNeedNotLinger() {
    CacheGroup alone = new CacheGroup(CacheGroup.ROOMY, A).view(A);
    alone.write(A, "k", "1");
    CompletableFuture<Void> left = alone.node(A).node.leave().toCompletableFuture();
    alone.run();
    assertTrue(left.isDone());
    assertEquals("1", alone.stored("k"));
  }

  /** What is home elsewhere is asked there; what is home here waits for the view without this node. */
  @Test
  void aNodeThatRestsHandsItsCallsOnAndTakesThemAgainWhenItComesBack() {
    String key = group.keyOf(B, "k");
    group.write(A, key, "1");
    group.value(group.node(A).node.leave());
    assertEquals("1", group.stored(key));
    group.write(A, key, "2");
    assertEquals(LineState.I, group.value(group.node(A).caches.line(key)).state(), "it was not written here");
    String own = group.keyOf(A, "own");
    CompletableFuture<Caches.Answered> waits = group.node(A).ask(own, written("1"));
    group.pass(200);
    assertFalse(waits.isDone());
    group.view(B, C);
    group.value(waits);
    group.view(A, B, C);
    group.node(A).node.comeBack();
    group.pass(200);
    group.write(A, key, "3");
    assertEquals("3", group.text(B, key));
  }

  @Test
  void aRestThatIsTakenBackKeepsLinesModifiedAgain() {
    CacheGroup alone = new CacheGroup(CacheGroup.ROOMY, A).view(A);
    alone.write(A, "k", "1");
    alone.value(alone.node(A).node.leave());
    alone.node(A).node.comeBack();
    alone.run();
    alone.write(A, "k", "2");
    alone.value(alone.node(A).node.leave());
    assertEquals("2", alone.stored("k"), "the second rest writes what came after the first");
  }
}
