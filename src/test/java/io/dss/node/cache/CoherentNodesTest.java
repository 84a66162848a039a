package io.dss.node.cache;

import static io.dss.node.cache.CacheGroup.A;
import static io.dss.node.cache.CacheGroup.B;
import static io.dss.node.cache.CacheGroup.C;
import static io.dss.node.cache.CacheGroup.READ;
import static io.dss.node.cache.CacheGroup.asked;
import static io.dss.node.cache.CacheGroup.text;
import static io.dss.node.cache.CacheGroup.written;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.cache.CacheCommand;
import io.dss.cache.CacheReply;
import io.dss.cache.Version;
import io.dss.cache.WriteSafety;
import io.dss.coherence.Effect.Source;
import io.dss.coherence.LineState;
import io.dss.node.cache.Caches.Answered;
import io.dss.node.cache.Caches.Consistency;
import io.dss.node.route.Refusal;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Lines of three whole nodes: who has what, where answers come from, and what a node without a lease says. */
class CoherentNodesTest {
  private final CacheGroup group = CacheGroup.three();

  @Test
  void aWriterHasTheLineAloneAndReadersShareItUntilSomebodyWrites() {
    Answered wrote = group.write(A, "USER_CONFIG_FILE", "1");
    assertEquals(LineState.M, wrote.state());
    assertEquals(group.home("USER_CONFIG_FILE"), wrote.home());
    assertEquals(A, wrote.node());
    Answered read = group.read(B, "USER_CONFIG_FILE");
    assertEquals("1", text(read));
    assertEquals(LineState.S, read.state());
    assertEquals(Source.PEER, read.source());
    assertEquals(Source.LOCAL, group.read(A, "USER_CONFIG_FILE").source());
    assertEquals(LineState.S, group.read(A, "USER_CONFIG_FILE").state());
    group.write(C, "USER_CONFIG_FILE", "2");
    assertEquals(List.of("inval USER_CONFIG_FILE"), group.node(B).heard.stream().filter(what -> what.startsWith("inval")).toList());
    assertEquals("2", group.text(B, "USER_CONFIG_FILE"));
    assertEquals("2", group.text(A, "USER_CONFIG_FILE"));
  }

  @Test
  void aHitIsAnsweredAtOnceByTheCallersThreadAndAMissIsNot() {
    CompletableFuture<Answered> miss = group.node(A).ask("k", READ);
    assertFalse(miss.isDone());
    assertInstanceOf(CacheReply.Missing.class, group.done(miss).reply());
    group.write(A, "k", "1");
    CompletableFuture<Answered> hit = group.node(A).ask("k", READ);
    assertTrue(hit.isDone());
    assertEquals("1", text(hit.join()));
    assertEquals(0, group.node(A).loop.queued());
    CacheGauges gauges = group.gauges(A);
    assertEquals(1, gauges.hits().get(LineState.M));
    assertEquals(1, gauges.misses().get(LineState.I));
    assertEquals(1, gauges.hits().get(LineState.E), "a write to an exclusive line is a hit");
  }

  @Test
  void whatNobodyHasComesFromMainMemoryExclusively() {
    group.write(A, "k", "1");
    group.value(group.node(A).caches.flush());
    assertEquals("1", group.stored("k"));
    CacheGroup.Node fresh = group.start(A, 2);
    group.view(A, B, C);
    Answered read = group.done(fresh.ask("k", READ));
    assertEquals("1", text(read));
    assertEquals(Source.STORE, read.source());
    assertEquals(LineState.E, read.state());
  }

  @Test
  void withoutALeaseNothingIsAnsweredBeforeItIsBack() {
    group.write(A, "k", "1");
    group.lease(A, false);
    CompletableFuture<Answered> read = group.node(A).ask("k", READ);
    CompletableFuture<Answered> write = group.node(A).ask("k", written("2"));
    group.pass(1_000);
    assertFalse(read.isDone() || write.isDone());
    group.lease(A, true);
    group.run();
    assertEquals("1", text(read.join()));
    assertInstanceOf(CacheReply.Written.class, write.join().reply());
    assertFalse(read.join().stale());
  }

  @Test
  void aCallWhoseLeaseDoesNotComeBackEndsByItsDeadlineWithWhatIsTrueOfIt() {
    group.write(A, "k", "1");
    group.lease(A, false);
    CompletableFuture<Answered> read = group.node(A).ask("k", READ);
    CompletableFuture<Answered> write = group.node(A).ask("k", written("2"));
    group.pass(3_900);
    assertFalse(read.isDone());
    group.pass(200);
    assertEquals(Refusal.Code.NO_LEADER, group.refused(read).code());
    assertEquals(Refusal.Code.UNKNOWN_OUTCOME, group.refused(write).code());
  }

  @Test
  void whoTakesAnythingIsAnsweredWithoutALeaseAndToldThatItMayBeOld() {
    group.write(A, "k", "1");
    assertFalse(group.done(group.node(A).ask(asked("k", READ, Consistency.ANY))).stale());
    group.lease(A, false);
    CompletableFuture<Answered> read = group.node(A).ask(asked("k", READ, Consistency.ANY));
    assertTrue(read.isDone());
    assertTrue(read.join().stale());
    assertEquals("1", text(read.join()));
  }

  @Test
  void aLeaseOfALaterRingIsNoneForLinesThatHaveNotEnteredIt() {
    group.write(A, "k", "1");
    group.announce(A, B, C);
    // The loop has not turned since: its lines are still those of the ring before.
    assertFalse(group.node(A).ask("k", READ).isDone());
  }

  @Test
  void compareAndSetIncrementAndDeleteRunWhereTheyAreAsked() {
    Version first = ((CacheReply.Written) group.write(A, "n", "5").reply()).entry().version();
    CacheReply sum = group.done(group.node(B).ask("n", new CacheCommand.Increment(3, java.util.OptionalLong.empty(), java.util.OptionalLong.empty()))).reply();
    Version second = ((CacheReply.Written) sum).entry().version();
    assertTrue(second.isAfter(first));
    CacheReply failed = group.done(group.node(C).ask("n", new CacheCommand.Delete(Optional.of(first), Optional.empty()))).reply();
    assertEquals(new CacheReply.OtherVersion(second), failed);
    assertEquals("8", group.text(C, "n"));
    group.delete(C, "n");
    assertEquals("none", group.text(A, "n"));
  }

  @Test
  void aRepeatUnderAnIdempotencyKeyIsAnsweredLikeTheFirstWhereverItComes() {
    Answered first = group.done(group.node(A).ask(CacheGroup.keyed("k", written("1"), "once")));
    group.write(B, "k", "2");
    Answered again = group.done(group.node(C).ask(CacheGroup.keyed("k", written("1"), "once")));
    assertEquals(((CacheReply.Written) first.reply()).entry().version(), ((CacheReply.Written) again.reply()).entry().version());
    assertEquals("2", group.text(A, "k"));
  }

  @Test
  void writesOfEverySafetyAreReadEverywhere() {
    for (WriteSafety safety : WriteSafety.values()) {
      CacheGroup nodes = CacheGroup.three(CacheGroup.limits(safety));
      nodes.write(A, "k", "1");
      assertEquals(safety == WriteSafety.STORE ? "1" : "none", nodes.stored("k"), safety.toString());
      assertEquals("1", nodes.text(B, "k"));
    }
  }

  @Test
  void oneCallerLoadsAndTheOthersAreAnsweredByWhatItBrings() {
    Answered loader = group.done(group.node(A).ask("k", CacheGroup.load(2_000)));
    CacheReply.Load load = assertInstanceOf(CacheReply.Load.class, loader.reply());
    CompletableFuture<Answered> waits = group.node(B).ask(new Caches.Asked("k", CacheGroup.load(2_000), Consistency.LINEARIZABLE, Optional.empty(), 1_500));
    CompletableFuture<Answered> asks = group.node(C).ask("k", CacheGroup.load(2_000));
    group.pass(500);
    assertInstanceOf(CacheReply.Wait.class, asks.join().reply());
    assertFalse(waits.isDone());
    CacheCommand brought = new CacheCommand.Write(((CacheCommand.Write) written("7")).content(), java.util.OptionalLong.empty(), Optional.empty(), Optional.of(load.token()));
    group.done(group.node(A).ask("k", brought));
    assertEquals("7", text(group.done(waits)));
  }

  @Test
  void aWaitThatIsOverIsToldHowLongTheLoadLasts() {
    group.done(group.node(A).ask("k", CacheGroup.load(60_000)));
    CompletableFuture<Answered> waits = group.node(B).ask(new Caches.Asked("k", CacheGroup.load(60_000), Consistency.LINEARIZABLE, Optional.empty(), 1_500));
    group.pass(1_400);
    assertFalse(waits.isDone());
    group.pass(200);
    assertInstanceOf(CacheReply.Wait.class, waits.join().reply());
  }

  @Test
  void aLoadThatNobodyEndsGoesToAnother() {
    group.done(group.node(A).ask("k", CacheGroup.load(1_000)));
    CompletableFuture<Answered> one = group.node(B).ask(new Caches.Asked("k", CacheGroup.load(1_000), Consistency.LINEARIZABLE, Optional.empty(), 5_000));
    CompletableFuture<Answered> two = group.node(C).ask(new Caches.Asked("k", CacheGroup.load(1_000), Consistency.LINEARIZABLE, Optional.empty(), 5_000));
    group.pass(900);
    assertFalse(one.isDone() || two.isDone());
    group.pass(500);
    assertTrue(one.isDone() != two.isDone(), "exactly one of them loads");
    assertInstanceOf(CacheReply.Load.class, (one.isDone() ? one : two).join().reply());
  }

  @Test
  void linesAndTheDirectoryEntryAreShown() {
    group.write(A, "k", "1");
    Caches.LineDescribed there = group.value(group.node(B).caches.line("k"));
    assertEquals(LineState.I, there.state());
    assertEquals(Optional.of(A), there.owner());
    assertEquals(group.home("k"), there.home());
    assertEquals(LineState.M, group.value(group.node(A).caches.line("k")).state());
    group.read(B, "k");
    assertEquals(List.of(A, B), group.value(group.node(C).caches.line("k")).sharers());
    for (int i = 0; i < 20; i++) group.write(A, "m" + i, "1");
    List<Caches.LineShown> shown = group.node(A).caches.lines(Optional.of(LineState.M), 5);
    assertEquals(List.of("m0", "m1", "m10", "m11", "m12"), shown.stream().map(Caches.LineShown::key).toList());
    assertTrue(shown.stream().allMatch(Caches.LineShown::dirty));
    assertEquals(21, group.node(A).caches.lines(Optional.empty(), 100).size());
  }

  @Test
  void aLineThatIsFetchedAwayRightAfterItCameIsCountedAsPingPong() {
    group.write(A, "k", "1");
    group.write(B, "k", "2");
    assertEquals(1, group.gauges(A).pingPong());
    group.pass(2_000);
    group.write(C, "k", "3");
    assertEquals(0, group.gauges(B).pingPong());
  }
}
