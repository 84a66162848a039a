package io.dss.node.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.cache.Content;
import io.dss.cache.Entry;
import io.dss.cache.Version;
import io.dss.cluster.Epoch;
import io.dss.coherence.Effect;
import io.dss.coherence.ViewId;
import io.dss.node.raft.EventLoop;
import io.dss.node.raft.ManualTime;
import io.dss.node.route.Refusal;
import io.dss.spi.memory.Fault;
import io.dss.spi.memory.MemoryBackingStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What one node asks of main memory: together, in order, and again. */
class StoreDeskTest {
  private static final int BUCKET = 3;
  private static final ViewId VIEW = new ViewId(0, 5);
  private static final ViewId LATER = new ViewId(0, 6);

  private final ManualTime time = new ManualTime();
  private final EventLoop loop = new EventLoop();
  private final MemoryBackingStore store = new MemoryBackingStore();
  private final List<String> heard = new ArrayList<>();
  private final List<String> told = new ArrayList<>();
  private final Counters counters = new Counters();
  private final StoreDesk desk = new StoreDesk(store, loop, time, counters, new Heard(), new Told());
  private long counter;

  private final class Heard implements CacheListener {
    @Override
    public void storeFailed(int bucket, String what) {
      heard.add("failed");
    }

    @Override
    public void storeFull(int bucket, String limit) {
      heard.add("full " + limit);
    }
  }

  private final class Told implements StoreDesk.Asker {
    @Override
    public void fenced(int bucket, ViewId view) {
      told.add("fenced " + bucket + " " + view);
    }

    @Override
    public void read(int bucket, ViewId view, String key, Entry entry) {
      told.add("read " + key + " " + entry.version().counter());
    }

    @Override
    public void written(int bucket, ViewId view, String key, Version version) {
      told.add("written " + key + " " + version.counter());
    }

    @Override
    public void refused(int bucket, ViewId view, String key, Version version) {
      told.add("refused " + key);
    }
  }

  StoreDeskTest() {
    loop.onFailure(bug -> {
      throw new AssertionError(bug);
    });
    loop.around(() -> { }, desk::issue);
    desk.view(BUCKET, VIEW);
  }

  private void turn() {
    do loop.turn();
    while (loop.queued() > 0);
  }

  private void pass(long millis) {
    time.advanceMillis(millis);
    turn();
  }

  private void write(String key, int bytes, boolean refusable) {
    Entry entry = new Entry(new Version(0, 5, 1, ++counter), new Content.Present(new byte[bytes]), Entry.NEVER, List.of());
    desk.write(BUCKET, new Effect.WriteStore(key, entry, refusable));
  }

  private static List<String> range(String what, int from, int to) {
    List<String> all = new ArrayList<>();
    for (int i = from; i <= to; i++) all.add(what + i);
    return all;
  }

  @Test
  void whatATurnWantsGoesInOneCallAndTheNextWriteOfABucketWaitsForTheOneBefore() {
    store.slow(true);
    for (int i = 1; i <= 5; i++) write("k", 10, false);
    turn();
    assertEquals(1, store.waiting());
    write("k", 10, false);
    write("k", 10, false);
    turn();
    assertEquals(1, store.waiting());
    store.release();
    turn();
    assertEquals(range("written k ", 1, 5), told);
    assertEquals(1, store.waiting());
    store.releaseAll();
    turn();
    assertEquals(range("written k ", 1, 7), told);
    assertEquals(2, store.writes());
    assertFalse(desk.writing());
  }

  @Test
  void noWriteIsLargerThanMainMemoryTakes() {
    // The twin refuses one that is.
    for (int i = 0; i < 9; i++) write("k" + i, 1_000_000, false);
    for (int i = 0; i < 50_000; i++) write("ééé" + i, 0, false);
    turn();
    assertTrue(store.writes() >= 5);
    assertEquals(50_009, store.itemsWritten());
    assertEquals(50_009, told.size());
  }

  @Test
  void aWriteWithoutAnAnswerIsSentAgainLaterAndLaterUntilItIsAnswered() {
    store.failAll(Fault.AFTER);
    write("k", 10, false);
    turn();
    assertEquals(1, heard.size());
    assertEquals(Refusal.Code.STORE_UNREACHABLE, desk.trouble(BUCKET).orElseThrow().code());
    for (int i = 0; i < 400; i++) pass(25);
    assertTrue(heard.size() >= 8 && heard.size() <= 14, heard.size() + " tries in ten seconds");
    store.failAll(Fault.NONE);
    pass(2_000);
    assertEquals(List.of("written k 1"), told);
    assertEquals(Optional.empty(), desk.trouble(BUCKET));
    assertEquals(heard.size(), counters.storeRetries.sum());
  }

  @Test
  void readsAndFencesAreAskedAgainToo() {
    store.refuse(Optional.of("read only"));
    desk.fence(BUCKET);
    desk.read(BUCKET, "k");
    turn();
    assertTrue(told.isEmpty());
    store.refuse(Optional.empty());
    pass(200);
    assertEquals(List.of("fenced 3 0.5", "read k 0"), told);
    assertEquals(new Epoch(0, 5), store.epoch(BUCKET));
  }

  @Test
  void aFullMainMemoryIsToldToWhoCanBeToldAndTheRestIsKept() {
    store.full(Optional.of("8 MB"));
    write("must", 10, false);
    write("may", 10, true);
    turn();
    assertEquals(List.of("refused may"), told);
    assertEquals(List.of("full 8 MB"), heard);
    assertEquals(Refusal.Code.STORE_FULL, desk.anyTrouble().orElseThrow().code());
    store.full(Optional.empty());
    pass(100);
    assertEquals(List.of("refused may", "written must 1"), told);
  }

  @Test
  void whatWasAskedInAnEarlierViewIsNobodysBusinessInALaterOne() {
    store.slow(true);
    desk.fence(BUCKET);
    desk.read(BUCKET, "k");
    write("k", 10, false);
    turn();
    desk.view(BUCKET, LATER);
    write("l", 10, false);
    turn();
    store.slow(false);
    store.releaseAll();
    turn();
    assertEquals(List.of("written l 2"), told);
  }

  @Test
  void aBucketThatALaterHomeHasFencedIsLeftToIt() {
    store.fence(BUCKET, new Epoch(0, 9));
    desk.fence(BUCKET);
    write("k", 10, true);
    turn();
    pass(5_000);
    assertTrue(told.isEmpty(), told.toString());
    assertFalse(desk.writing());
  }

  @Test
  void aTombstoneIsKeptUntilItMayBeForgottenAndAValueSomeTimeBeyondItsEnd() {
    long wall = time.wallMillis();
    Entry gone = new Entry(new Version(0, 5, 1, 1), new Content.Absent(), wall + 60_000, List.of());
    Entry value = new Entry(new Version(0, 5, 1, 1), new Content.Present(new byte[1]), wall + 60_000, List.of());
    desk.write(BUCKET, new Effect.WriteStore("gone", gone, false));
    desk.write(BUCKET, new Effect.WriteStore("value", value, false));
    turn();
    store.pass(59_000);
    assertEquals(1, store.stored(BUCKET, "gone").version().counter());
    store.pass(2_000);
    assertEquals(0, store.stored(BUCKET, "gone").version().counter());
    store.pass(597_000);
    assertEquals(1, store.stored(BUCKET, "value").version().counter());
    store.pass(3_000);
    assertEquals(0, store.stored(BUCKET, "value").version().counter());
  }

  /** Of a review: it was refused as never written when the second attempt met a full main memory in company, and the first had stored it. */
  @Test
  void whatMayHaveBeenStoredIsNotRefusedAnyMore() {
    store.failAll(Fault.AFTER);
    write("k", 10, true);
    turn();
    store.failAll(Fault.NONE);
    store.full(Optional.of("8 MB"));
    write("other", 10, true);
    pass(100);
    assertEquals(List.of("refused other"), told);
    store.full(Optional.empty());
    pass(3_000);
    assertEquals(List.of("refused other", "written k 1"), told);
  }

  @Test
  void aReadThatSucceedsIsNoSignThatAWriteWouldFit() {
    store.full(Optional.of("8 MB"));
    write("k", 10, false);
    turn();
    for (int i = 0; i < 20; i++) {
      desk.read(BUCKET, "k" + i);
      turn();
    }
    assertEquals(20, told.size());
    assertEquals(List.of("full 8 MB"), heard);
    assertEquals(Refusal.Code.STORE_FULL, desk.trouble(BUCKET).orElseThrow().code());
  }

  @Test
  void whoIsOutIsNotWriting() {
    store.slow(true);
    write("k", 10, false);
    turn();
    write("k", 10, false);
    assertTrue(desk.writing());
    desk.discard();
    assertFalse(desk.writing());
    store.releaseAll();
    turn();
    assertTrue(told.isEmpty());
  }
}
