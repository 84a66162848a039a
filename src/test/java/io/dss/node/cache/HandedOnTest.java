package io.dss.node.cache;

import static io.dss.node.cache.CacheGroup.A;
import static io.dss.node.cache.CacheGroup.B;
import static io.dss.node.cache.CacheGroup.C;
import static io.dss.node.cache.CacheGroup.READ;
import static io.dss.node.cache.CacheGroup.X;
import static io.dss.node.cache.CacheGroup.keyed;
import static io.dss.node.cache.CacheGroup.written;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.cache.CacheCommand;
import io.dss.cache.CacheReply;
import io.dss.cache.WriteSafety;
import io.dss.coherence.LineState;
import io.dss.kernel.NodeId;
import io.dss.node.cache.Caches.Answered;
import io.dss.node.cache.Caches.Consistency;
import io.dss.node.route.Refusal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Calls of a node that has no lines. */
class HandedOnTest {
  private final CacheGroup group = new CacheGroup(CacheGroup.ROOMY, A, B, C, X).view(A, B, C);

  @Test
  void aCallGoesToTheHomeOfItsKey() {
    Answered wrote = group.write(X, "k", "1");
    assertEquals(group.home("k"), wrote.node());
    assertEquals(LineState.M, wrote.state());
    assertEquals("1", group.text(X, "k"));
    assertEquals("1", group.text(A, "k"));
    assertEquals(0, group.node(X).node.callsUnderWay());
  }

  @Test
  void beforeThereIsAViewACallEndsByItsDeadline() {
    CacheGroup none = new CacheGroup(CacheGroup.ROOMY, X);
    CompletableFuture<Answered> read = none.node(X).ask("k", READ);
    none.pass(3_900);
    assertFalse(read.isDone());
    assertEquals(Refusal.Code.NO_LEADER, none.refused(read).code());
  }

  @Test
  void aReadIsAskedAgainWhereverTheKeyGoes() {
    group.write(A, "k", "1");
    NodeId home = group.home("k");
    group.network.cutOff(home);
    CompletableFuture<Answered> read = group.node(X).ask("k", READ);
    group.pass(500);
    assertFalse(read.isDone());
    group.nodes.remove(home);
    group.view(group.nodes.keySet().stream().filter(node -> !node.equals(X)).toArray(NodeId[]::new));
    assertInstanceOf(CacheReply.class, group.done(read).reply());
  }

  @Test
  void aWriteWithoutAKeyWhoseAnswerIsLostIsOfUnknownOutcomeAndOneWithAKeyIsMadeOnce() {
    String key = group.keyOf(B, "k");
    CompletableFuture<Answered> plain = group.node(X).ask(key, new CacheCommand.Increment(1, OptionalLong.of(0), OptionalLong.empty()));
    CompletableFuture<Answered> once =
        group.node(X).ask(keyed(key, new CacheCommand.Increment(10, OptionalLong.of(0), OptionalLong.empty()), "once"));
    lostAnswers();
    assertEquals(Refusal.Code.UNKNOWN_OUTCOME, group.refused(plain).code());
    assertInstanceOf(CacheReply.Written.class, group.done(once).reply());
    assertEquals("11", group.text(A, key));
  }

  /** The calls arrive, and what comes of them does not come back. */
  private void lostAnswers() {
    group.network.deliver();
    for (int turns = 0; turns < 20; turns++) {
      group.node(B).loop.turn();
      group.node(C).loop.turn();
    }
    group.network.cutOff(X);
    group.pass(100);
    group.network.heal();
    group.pass(100);
  }

  @Test
  void aCallThatComesAfterItsDeadlineIsNotCarriedOut() {
    CompletableFuture<Answered> late = new CompletableFuture<>();
    group.node(A).ask("k", written("1")).whenComplete((answered, failure) -> {
      if (failure != null) late.completeExceptionally(failure);
      else late.complete(answered);
    });
    // The loop was busy for as long as the call had.
    group.time.advanceMillis(4_001);
    assertEquals(Refusal.Code.OVERLOADED, group.refused(late).code());
    assertEquals("none", group.text(B, "k"));
  }

  /** Of a call that this node began, or waits to send again, or is a part of a larger one: each hop belongs to what the client asked. */
  @Test
  void everyHopIsPartOfTheTraceOfItsCall() {
    String key = group.keyOf(A, "k");
    group.store.slow(true);
    group.followed.now = "write";
    CompletableFuture<Answered> write = group.node(A).ask(keyed(key, written("1"), "once"));
    group.followed.now = "read";
    CompletableFuture<Answered> read = group.node(X).ask(group.keyOf(C, "r"), READ);
    group.followed.now = "";
    group.run();
    group.kill(C);
    group.store.slow(false);
    // A is taken out with its call in the middle.
    group.announce(B);
    group.store.releaseAll();
    group.done(write);
    group.done(read);
    assertEquals("read", group.followed.left.get(0));
    assertEquals(Set.of("read", "write"), Set.copyOf(group.followed.left.subList(1, group.followed.left.size())));
  }

  @Test
  void everyHopOfAListingAndOfARemovalIsPartOfItsTrace() {
    for (int i = 0; i < 2_500; i++) group.write(B, "p" + i, "1");
    group.value(group.node(B).caches.flush());
    group.followed.left.clear();
    group.followed.now = "list";
    CompletableFuture<Caches.Keys> keys = group.node(X).caches.keys("p", Optional.empty(), 100).toCompletableFuture();
    group.followed.now = "";
    assertEquals(100, group.value(keys).keys().size());
    assertTrue(group.followed.left.size() >= 3, "to a node with lines, and from it to the others");
    assertEquals(Set.of("list"), Set.copyOf(group.followed.left));
    group.followed.left.clear();
    group.followed.now = "remove";
    CompletableFuture<Caches.Removed> removed = group.node(X).caches.removePrefix("p").toCompletableFuture();
    group.followed.now = "";
    assertEquals(2_500, group.value(removed).count());
    assertTrue(group.followed.left.size() >= 5, "more than a page");
    assertEquals(Set.of("remove"), Set.copyOf(group.followed.left));
  }

  /** A page of what main memory has of which nothing is left is followed by the next, on the thread of the walk. */
  @Test
  void alsoAfterAWalkOfMainMemory() {
    for (int i = 10; i < 20; i++) group.write(B, "p" + i, "1");
    group.value(group.node(B).caches.flush());
    for (int i = 10; i < 19; i++) group.delete(A, "p" + i);
    group.followed.left.clear();
    group.followed.now = "list";
    CompletableFuture<Caches.Keys> keys = group.node(X).caches.keys("p", Optional.empty(), 1).toCompletableFuture();
    group.followed.now = "";
    assertEquals(List.of("p19"), group.value(keys).keys());
    assertTrue(group.followed.left.size() > 5, "asked again");
    assertEquals(Set.of("list"), Set.copyOf(group.followed.left));
  }

  @Test
  void alsoWhereThisNodesOwnPartComesLast() {
    for (int i = 0; i < 2_500; i++) group.write(B, "p" + i, "1");
    group.followed.now = "remove";
    CompletableFuture<Caches.Removed> removed = group.node(A).caches.removePrefix("p").toCompletableFuture();
    group.followed.now = "";
    group.network.deliver();
    assertTrue(group.node(B).walk() && group.node(C).walk());
    group.network.deliver();
    assertEquals(2_500, group.value(removed).count());
    assertEquals(List.of("remove", "remove", "remove", "remove"), group.followed.left, "two pages of two others");
  }

  @Test
  void loadsAreWaitedForAcrossTheHop() {
    CacheReply.Load load = (CacheReply.Load) group.done(group.node(A).ask("k", CacheGroup.load(10_000))).reply();
    CompletableFuture<Answered> waits = group.node(X).ask(new Caches.Asked("k", CacheGroup.load(10_000), Consistency.LINEARIZABLE, Optional.empty(), 8_000));
    group.pass(6_000);
    assertFalse(waits.isDone());
    CacheCommand.Write brought = (CacheCommand.Write) written("7");
    group.done(group.node(A).ask("k", new CacheCommand.Write(brought.content(), brought.ttlMillis(), Optional.empty(), Optional.of(load.token()))));
    assertEquals("7", CacheGroup.text(group.done(waits)));
  }

  @Test
  void aNodeThatStopsTakesNothingAndItsCallsGoElsewhere() {
    group.write(A, "k", "1");
    group.node(A).node.refuseCalls();
    assertEquals(Refusal.Code.STOPPING, group.refused(group.node(A).ask("k", READ)).code());
    assertEquals(Refusal.Code.STOPPING, group.refused(group.node(A).ask("other", written("2"))).code());
    String key = group.keyOf(A, "h");
    CompletableFuture<Answered> read = group.node(X).ask(key, READ);
    group.pass(500);
    assertFalse(read.isDone());
    group.kill(A);
    group.view(B, C);
    assertInstanceOf(CacheReply.Missing.class, group.done(read).reply());
  }

  @Test
  void callsThatWereTakenAndNotBegunBeforeTheStopAreRefused() {
    CompletableFuture<Answered> taken = group.node(A).ask("k", written("1"));
    group.node(A).node.refuseCalls();
    assertEquals(Refusal.Code.STOPPING, group.refused(taken).code());
  }

  @Test
  void moreCallsThanMayBeUnderWayAreRefused() {
    NodeLimits two = new NodeLimits(WriteSafety.BACKUP, 100, 1 << 20, 1 << 20, 10, 4_000, 2, 1, 5_000);
    CacheGroup few = new CacheGroup(two, A, B).view(A, B);
    List<CompletableFuture<Answered>> calls = List.of(few.node(A).ask("a", READ), few.node(A).ask("b", READ));
    assertEquals(Refusal.Code.OVERLOADED, few.refused(few.node(A).ask("c", READ)).code());
    calls.forEach(few::done);
    few.done(few.node(A).ask("c", READ));
    few.done(few.node(A).ask("l", CacheGroup.load(60_000)));
    few.node(B).ask(new Caches.Asked("l", CacheGroup.load(60_000), Consistency.LINEARIZABLE, Optional.empty(), 3_000));
    Caches.Asked second = new Caches.Asked("l", CacheGroup.load(60_000), Consistency.LINEARIZABLE, Optional.empty(), 3_000);
    assertEquals(Refusal.Code.LIMIT_REACHED, few.refused(few.node(B).ask(second)).code());
  }
}
