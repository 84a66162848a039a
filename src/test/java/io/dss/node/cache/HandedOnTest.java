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
