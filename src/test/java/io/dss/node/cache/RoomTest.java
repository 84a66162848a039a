package io.dss.node.cache;

import static io.dss.node.cache.CacheGroup.A;
import static io.dss.node.cache.CacheGroup.B;
import static io.dss.node.cache.CacheGroup.C;
import static io.dss.node.cache.CacheGroup.filled;
import static io.dss.node.cache.CacheGroup.holding;
import static io.dss.node.cache.CacheGroup.written;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.cache.CacheReply;
import io.dss.cache.WriteSafety;
import io.dss.node.cache.Caches.Answered;
import io.dss.node.route.Refusal;
import io.dss.spi.memory.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What a node does as its lines are more than it may keep, or main memory takes less than it writes. */
class RoomTest {
  private static final long PLENTY = 64L << 20;

  @Test
  void aThousandKeysThroughAHundredLinesAreAllThere() {
    CacheGroup group = CacheGroup.three(holding(100, PLENTY, PLENTY));
    for (int i = 0; i < 1_000; i++) group.write(A, "k" + i, "v" + i);
    assertTrue(group.gauges(A).entries() <= 100);
    assertEquals(900, group.gauges(A).evictions());
    for (int i = 0; i < 1_000; i++) {
      assertEquals("v" + i, group.text(A, "k" + i));
      assertEquals("v" + i, group.text(i % 2 == 0 ? B : C, "k" + i));
    }
    assertTrue(group.gauges(B).entries() <= 100);
  }

  @Test
  void whatWasNotUsedForLongestGoesFirstHitsIncluded() {
    CacheGroup group = CacheGroup.three(holding(4, PLENTY, PLENTY));
    for (String key : List.of("a", "b", "c", "d")) {
      group.write(A, key, "1");
      group.pass(1);
    }
    assertTrue(group.node(A).ask("a", CacheGroup.READ).isDone(), "a hit");
    group.pass(1);
    group.write(A, "e", "1");
    group.pass(1);
    group.write(A, "f", "1");
    group.run();
    assertEquals(List.of("a", "d", "e", "f"), keys(group));
  }

  private static List<String> keys(CacheGroup group) {
    return new ArrayList<>(new TreeSet<>(group.node(A).caches.lines(Optional.empty(), 1_000).stream().map(Caches.LineShown::key).toList()));
  }

  @Test
  void bytesAreCountedToo() {
    CacheGroup group = CacheGroup.three(holding(1_000_000, 100_000, PLENTY));
    for (int i = 0; i < 50; i++) {
      group.write(A, "k" + i, filled(10_000));
      group.pass(1);
    }
    CacheGauges gauges = group.gauges(A);
    assertTrue(gauges.bytes() <= 100_000 && gauges.bytes() > 80_000, gauges.toString());
    assertEquals(filled(10_000), group.text(B, "k0"));
  }

  @Test
  void aReadOfAnEvictedLineByItsDirectoryIsNotAskedOfWhoDroppedIt() {
    CacheGroup group = CacheGroup.three(holding(1, PLENTY, PLENTY));
    group.write(A, "k", "1");
    group.write(A, "other", "1");
    group.run();
    Caches.LineDescribed line = group.value(group.node(B).caches.line("k"));
    assertEquals(Optional.empty(), line.owner());
    assertEquals("1", group.stored("k"));
  }

  @Test
  void aboveHalfOfWhatMayBeDirtyTheOldestAreWrittenBack() {
    CacheGroup group = CacheGroup.three(holding(1_000_000, PLENTY, 100_000));
    for (int i = 0; i < 30; i++) group.write(A, "k" + i, filled(5_000));
    group.run();
    CacheGauges gauges = group.gauges(A);
    assertTrue(gauges.dirtyBytes() <= 50_000, gauges.toString());
    assertTrue(gauges.dirtyBytes() > 40_000, "no more than needed: " + gauges);
    assertEquals(filled(5_000), group.stored("k0"));
    assertEquals("none", group.stored("k29"));
    assertEquals(30, gauges.entries());
  }

  @Test
  void writersAtTheCapAreRefusedByTheirDeadlineAndNothingOfThemIsDone() {
    CacheGroup group = full();
    CompletableFuture<Answered> write = group.node(A).ask("late", written("1"));
    group.pass(3_500);
    assertFalse(write.isDone());
    assertEquals(1, group.node(A).node.gauges().blocked());
    Refusal refusal = group.refused(write);
    assertEquals(Refusal.Code.STORE_UNREACHABLE, refusal.code());
    group.store.failAll(Fault.NONE);
    group.pass(5_000);
    assertEquals("none", group.text(B, "late"));
  }

  @Test
  void readersPassWritersThatWaitForRoom() {
    CacheGroup group = full();
    CompletableFuture<Answered> write = group.node(A).ask("late", written("1"));
    assertEquals(filled(10_000), group.text(A, "k0"));
    assertEquals("none", group.text(A, "k11"));
    assertFalse(write.isDone());
    group.store.failAll(Fault.NONE);
    group.pass(3_000);
    assertInstanceOf(CacheReply.Written.class, write.join().reply());
    assertTrue(group.gauges(A).dirtyBytes() < 50_000);
    for (int i = 0; i < 10; i++) assertEquals(filled(10_000), group.text(C, "k" + i));
  }

  /** Everything that may be dirty is, and main memory answers no write. */
  private static CacheGroup full() {
    CacheGroup group = CacheGroup.three(holding(1_000_000, PLENTY, 100_000));
    for (int i = 0; i < 12; i++) group.done(group.node(A).ask("k" + i, CacheGroup.READ));
    group.store.failAll(Fault.BEFORE);
    for (int i = 0; i < 10; i++) group.write(A, "k" + i, filled(10_000));
    return group;
  }

  @Test
  void aMainMemoryThatIsFullIsToldToWritersWhoMustBeInIt() {
    CacheGroup group = CacheGroup.three(CacheGroup.limits(WriteSafety.STORE));
    group.write(A, "k", "1");
    group.store.full(Optional.of("8 MB"));
    assertEquals(Refusal.Code.STORE_FULL, group.refused(group.node(A).ask("k", written("2"))).code());
    assertEquals("1", group.text(B, "k"));
    group.store.full(Optional.empty());
    group.pass(3_000);
    group.write(C, "k", "3");
    assertEquals("3", group.text(A, "k"));
  }

  @Test
  void evictedLinesThatMainMemoryDoesNotTakeStayUntilItDoes() {
    CacheGroup group = CacheGroup.three(holding(10, PLENTY, PLENTY));
    for (int i = 0; i < 30; i++) group.done(group.node(A).ask("k" + i, CacheGroup.READ));
    group.run();
    group.store.full(Optional.of("8 MB"));
    for (int i = 0; i < 8; i++) group.write(A, "k" + (22 + i), "v");
    group.store.full(Optional.empty());
    group.store.failAll(Fault.AFTER);
    for (int i = 0; i < 8; i++) group.node(A).ask("other" + i, written("w"));
    group.pass(2_000);
    group.store.failAll(Fault.NONE);
    group.pass(5_000);
    for (int i = 0; i < 8; i++) assertEquals("v", group.text(B, "k" + (22 + i)));
  }

  @Test
  void whileAPeerDoesNotTakeWhatThereIsForItCallsAreRefusedAndHitsAreAnswered() {
    CacheGroup group = CacheGroup.three(holding(1_000_000, PLENTY, PLENTY));
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < 10; i++) keys.add(group.keyOf(B, "k" + i + "-"));
    keys.forEach(key -> group.read(A, key));
    group.write(A, "mine", "1");
    group.network.cutOff(B);
    List<CompletableFuture<Answered>> writes = new ArrayList<>();
    for (String key : keys) writes.add(group.node(A).ask(key, written(filled(1_000_000))));
    group.run();
    Refusal refusal = group.refused(group.node(A).ask("another", CacheGroup.READ));
    assertEquals(Refusal.Code.OVERLOADED, refusal.code());
    assertTrue(refusal.getMessage().contains("has not acknowledged 8 MB"), refusal.getMessage());
    assertTrue(group.node(A).ask("mine", CacheGroup.READ).isDone());
    group.network.heal();
    for (CompletableFuture<Answered> write : writes) assertInstanceOf(CacheReply.Written.class, group.done(write).reply());
    group.read(A, "another");
  }

  @Test
  void whoMayMarkALoadWaitsForRoomAsWritersDo() {
    CacheGroup group = full();
    List<CompletableFuture<Answered>> loads = new ArrayList<>();
    for (int i = 0; i < 20; i++) loads.add(group.node(A).ask("absent" + i, CacheGroup.load(10_000)));
    group.pass(1_000);
    assertTrue(loads.stream().noneMatch(CompletableFuture::isDone));
    assertEquals(20, group.node(A).node.gauges().blocked());
    assertEquals(Refusal.Code.STORE_UNREACHABLE, group.refused(loads.get(0)).code());
  }

  @Test
  void linesThatDoNotComeAreNoMoreThanThereMayBeThoughNobodyWaitsForThem() {
    NodeLimits few = new NodeLimits(WriteSafety.BACKUP, 1_000, PLENTY, PLENTY, 100, 4_000, 10, 5, 5_000);
    CacheGroup group = CacheGroup.three(few);
    group.store.failAll(Fault.BEFORE);
    for (int round = 0; round < 5; round++) {
      for (int i = 0; i < 9; i++) group.node(A).ask("k" + round + "-" + i, CacheGroup.READ);
      group.pass(5_000);
    }
    assertEquals(15, group.node(A).node.gauges().transitions().values().stream().mapToLong(Long::longValue).sum(), "lines asked for, and no more");
    assertEquals(Refusal.Code.STORE_UNREACHABLE, group.refused(group.node(A).ask("another", CacheGroup.READ)).code());
    group.store.failAll(Fault.NONE);
    group.pass(5_000);
    assertEquals("none", group.text(A, "another"));
  }
}
