package io.dss.spi.memory;

import static io.dss.spi.StoredTopic.done;
import static io.dss.spi.StoredTopic.failure;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.dss.cache.Entry;
import io.dss.kernel.Invariant;
import io.dss.spi.BackingStore;
import io.dss.spi.BackingStore.Fencing;
import io.dss.spi.BackingStore.Writing;
import io.dss.spi.BackingStoreContract;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** The twin keeps the contract, and its switches do what they say. */
class MemoryBackingStoreTest extends BackingStoreContract {
  private final MemoryBackingStore memory = new MemoryBackingStore();

  @Override
  protected BackingStore open() {
    return memory;
  }

  @Override
  protected boolean passes(long millis) {
    memory.pass(millis);
    return true;
  }

  @Override
  protected Optional<CompletionStage<Writing>> writtenWhenFull(List<BackingStore.Item> items) {
    memory.full(Optional.of("8 MB"));
    return Optional.of(memory.write(BUCKET, FIRST, items));
  }

  private CompletionStage<Writing> written(long counter) {
    return memory.write(BUCKET, FIRST, List.of(item("k", value(version(counter), "value " + counter))));
  }

  @Test
  void aWriteThatFailsBeforeIsNotThereAndOneThatFailsAfterIs() {
    memory.failNext(Fault.BEFORE);
    assertInstanceOf(BackingStore.Unreachable.class, failure(written(1)));
    assertSame(Entry.NONE, read("k"));
    memory.failNext(Fault.AFTER);
    assertInstanceOf(BackingStore.Unreachable.class, failure(written(1)));
    assertSame(value(version(1), "value 1"), read("k"));
  }

  @Test
  void aZombieWriteLandsWhenItWakesUnlessItIsOlderOrFenced() {
    memory.failNext(Fault.LATER);
    failure(written(1));
    assertSame(Entry.NONE, read("k"));
    memory.wakeZombies();
    assertSame(value(version(1), "value 1"), read("k"));
    memory.failNext(Fault.LATER);
    failure(written(2));
    done(written(3));
    memory.wakeZombies();
    assertSame(value(version(3), "value 3"), read("k"));
    memory.failNext(Fault.LATER);
    failure(written(4));
    done(memory.fence(BUCKET, SECOND));
    memory.wakeZombies();
    assertSame(value(version(3), "value 3"), read("k"));
  }

  @Test
  void aSlowStoreAnswersByHandInOrderAndReadsWhatIsThereThen() {
    memory.slow(true);
    CompletableFuture<List<Entry>> early = memory.read(BUCKET, List.of("k")).toCompletableFuture();
    CompletableFuture<Writing> write = written(1).toCompletableFuture();
    CompletableFuture<Fencing> fence = memory.fence(BUCKET, SECOND).toCompletableFuture();
    assertEquals(3, memory.waiting());
    memory.release();
    memory.release();
    assertSame(Entry.NONE, done(early).get(0));
    assertEquals(new Writing.Stored(), done(write));
    assertFalse(fence.isDone());
    memory.slow(false);
    memory.releaseAll();
    assertEquals(new Fencing.Raised(), done(fence));
  }

  @Test
  void aFullStoreSaysWhoseLimitItIsAndTakesWritesAgain() {
    memory.full(Optional.of("8 MB"));
    assertEquals(new Writing.Full("8 MB", true), done(written(1)));
    memory.outOfMemory("the server's");
    assertEquals(new Writing.Full("the server's", false), done(written(1)));
    memory.full(Optional.empty());
    assertEquals(new Writing.Stored(), done(written(1)));
  }

  @Test
  void aFencedWriteIsFencedAlsoWhereItIsFull() {
    done(memory.fence(BUCKET, SECOND));
    memory.full(Optional.of("8 MB"));
    assertEquals(new Writing.Fenced(SECOND), done(written(1)));
  }

  @Test
  void aStoreThatRefusesSaysWhy() {
    memory.refuse(Optional.of("evicts"));
    Throwable refused = failure(written(1));
    assertEquals("evicts", assertInstanceOf(BackingStore.Refused.class, refused).getMessage());
    memory.refuse(Optional.empty());
    assertEquals(new Writing.Stored(), done(written(1)));
  }

  @Test
  void aTestMaySeeWhatIsStoredWhileTheStoreIsAway() {
    done(memory.fence(BUCKET, SECOND));
    done(memory.write(BUCKET, SECOND, List.of(item("k", value(version(1), "1")))));
    memory.failAll(Fault.BEFORE);
    failure(memory.read(BUCKET, List.of("k")));
    assertSame(value(version(1), "1"), memory.stored(BUCKET, "k"));
    assertEquals(SECOND, memory.epoch(BUCKET));
  }

  @Test
  void itCountsWhatItIsAskedAndTold() {
    done(memory.read(BUCKET, List.of("a", "b", "c")));
    done(memory.write(BUCKET, FIRST, List.of(item("a", value(version(1), "1")), item("b", value(version(1), "1")))));
    memory.failNext(Fault.BEFORE);
    failure(written(1));
    assertEquals(List.of(3L, 1L, 2L), List.of(memory.keysRead(), memory.writes(), memory.itemsWritten()));
  }

  @Test
  void aWriteBeyondTheLimitIsAMistakeOfItsCaller() {
    List<BackingStore.Item> large = List.of(item("k", value(version(1), new byte[BackingStore.WRITE_BYTES])));
    assertThrows(Invariant.Violated.class, () -> memory.write(BUCKET, FIRST, large));
  }
}
