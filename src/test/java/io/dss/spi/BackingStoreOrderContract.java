package io.dss.spi;

import static io.dss.spi.StoredTopic.done;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.cache.Content;
import io.dss.cache.Entry;
import io.dss.cache.KeptResult;
import io.dss.cache.Version;
import io.dss.cluster.Epoch;
import io.dss.coherence.Buckets;
import io.dss.kernel.Utf8;
import io.dss.spi.BackingStore.Fencing;
import io.dss.spi.BackingStore.Item;
import io.dss.spi.BackingStore.Page;
import io.dss.spi.BackingStore.Writing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The half of {@link BackingStoreContract} about what is later than what: fences of buckets and versions of keys. */
public abstract class BackingStoreOrderContract {
  protected static final int BUCKET = 7;
  protected static final Epoch FIRST = new Epoch(1, 5);
  protected static final Epoch SECOND = new Epoch(1, 6);
  /** In ascending order; 9 and 10 tell numbers from their texts. */
  private static final List<Epoch> RISING = List.of(new Epoch(0, 9), new Epoch(0, 10), new Epoch(1, 2), new Epoch(1, 1_000_000_000_000L), new Epoch(9, 1), new Epoch(10, 0),
      new Epoch(10, (1L << 53) + 1), new Epoch(10, (1L << 53) + 2), new Epoch(10, Long.MAX_VALUE));
  private static final List<Version> VERSIONS = List.of(new Version(0, 9, 9, 9), new Version(0, 9, 9, 10), new Version(0, 9, 10, 1), new Version(0, 10, 1, 1),
      new Version(0, 10, 1, (1L << 53) + 1), new Version(0, 10, 1, (1L << 53) + 2), new Version(9, 1, 1, 1), new Version(10, 0, 0, 1), new Version(10, 0, 0, Long.MAX_VALUE));

  /** A store that holds nothing, or the one of this test again: what an earlier one was told is there. */
  protected abstract BackingStore open();

  protected BackingStore store;

  @BeforeEach
  void openFirst() {
    store = open();
  }

  @AfterEach
  void closeLast() {
    store.close();
  }

  protected static byte[] bytes(String text) {
    return Utf8.bytes(text);
  }

  protected static Version version(long counter) {
    return new Version(1, 5, 1, counter);
  }

  protected static Entry value(Version version, String json) {
    return value(version, bytes(json));
  }

  protected static Entry value(Version version, byte[] json) {
    return new Entry(version, new Content.Present(json), Entry.NEVER, List.of());
  }

  protected static Item item(String key, Entry entry) {
    return new Item(key, entry, Entry.NEVER);
  }

  protected Writing write(Epoch epoch, Item... items) {
    return write(epoch, List.of(items));
  }

  protected Writing write(Epoch epoch, List<Item> items) {
    return done(store.write(BUCKET, epoch, items));
  }

  protected Entry read(String key) {
    return done(store.read(BUCKET, List.of(key))).get(0);
  }

  /** All keys of a bucket, asked for in pages. */
  protected TreeSet<String> keys(int bucket, int limit) {
    TreeSet<String> all = new TreeSet<>();
    Optional<String> cursor = Optional.empty();
    for (int pages = 1; ; pages++) {
      Page page = done(store.keys(bucket, cursor, limit));
      all.addAll(page.keys());
      if (page.next().isEmpty()) return all;
      cursor = page.next();
      assertTrue(pages < 100_000, "listing does not end");
    }
  }

  /** Byte for byte: records that hold arrays cannot be compared by themselves. */
  protected static void assertSame(Entry expected, Entry actual) {
    assertEquals(expected.version(), actual.version());
    assertEquals(expected.expiresAtMillis(), actual.expiresAtMillis());
    if (expected.content() instanceof Content.Present present) {
      assertTrue(actual.content() instanceof Content.Present, () -> "no value but " + actual.content());
      assertArrayEquals(present.json(), ((Content.Present) actual.content()).json());
    } else {
      assertEquals(expected.content(), actual.content());
    }
    assertEquals(expected.kept().size(), actual.kept().size());
    for (int i = 0; i < expected.kept().size(); i++) assertSame(expected.kept().get(i), actual.kept().get(i));
  }

  private static void assertSame(KeptResult expected, KeptResult actual) {
    assertEquals(List.of(expected.key(), expected.fingerprint(), expected.atMillis()), List.of(actual.key(), actual.fingerprint(), actual.atMillis()));
    assertArrayEquals(expected.reply(), actual.reply());
  }

  @Test
  void whatWasNeverWrittenIsNotThere() {
    assertSame(Entry.NONE, read("k"));
    assertEquals(new TreeSet<>(), keys(BUCKET, 10));
  }

  @Test
  void whatIsWrittenIsReadInTheOrderOfTheKeys() {
    assertEquals(new Fencing.Raised(), done(store.fence(BUCKET, FIRST)));
    assertEquals(new Writing.Stored(), write(FIRST, item("b", value(version(2), "2")), item("a", value(version(1), "1"))));
    List<Entry> read = done(store.read(BUCKET, List.of("b", "none", "a", "b")));
    assertEquals(4, read.size());
    assertSame(value(version(2), "2"), read.get(0));
    assertSame(Entry.NONE, read.get(1));
    assertSame(value(version(1), "1"), read.get(2));
    assertSame(value(version(2), "2"), read.get(3));
  }

  @Test
  void aKeyIsReadInTheBucketThatItWasWrittenTo() {
    write(FIRST, item("k", value(version(1), "1")));
    assertSame(Entry.NONE, done(store.read(BUCKET + 1, List.of("k"))).get(0));
  }

  @Test
  void theFirstAndTheLastBucketAreBucketsLikeAnyOther() {
    for (int bucket : new int[] {0, Buckets.COUNT - 1}) {
      assertEquals(new Fencing.Raised(), done(store.fence(bucket, FIRST)));
      assertEquals(new Writing.Stored(), done(store.write(bucket, FIRST, List.of(item("k", value(version(1), "of " + bucket))))));
      assertSame(value(version(1), "of " + bucket), done(store.read(bucket, List.of("k"))).get(0));
    }
  }

  @Test
  void aVersionOnlyGoesUpWhicheverPartOfItIsLater() {
    for (int i = 0; i < VERSIONS.size(); i++) {
      assertEquals(new Writing.Stored(), write(FIRST, item("k", value(VERSIONS.get(i), "value " + i))));
      for (int earlier = 0; earlier <= i; earlier++) {
        assertEquals(new Writing.Stored(), write(FIRST, item("k", value(VERSIONS.get(earlier), "late"))), "as good as stored");
        assertSame(value(VERSIONS.get(i), "value " + i), read("k"));
      }
    }
  }

  @Test
  void eachItemOfABatchIsHeldAgainstItsOwnKey() {
    write(FIRST, item("a", value(version(5), "new")), item("b", value(version(1), "old")));
    assertEquals(new Writing.Stored(), write(FIRST, item("a", value(version(3), "late")), item("b", value(version(2), "new")), item("c", value(version(1), "first"))));
    assertSame(value(version(5), "new"), read("a"));
    assertSame(value(version(2), "new"), read("b"));
    assertSame(value(version(1), "first"), read("c"));
  }

  @Test
  void ofOneKeyTwiceInABatchTheLaterVersionStays() {
    write(FIRST, item("up", value(version(1), "1")), item("up", value(version(2), "2")), item("down", value(version(2), "2")), item("down", value(version(1), "1")));
    assertSame(value(version(2), "2"), read("up"));
    assertSame(value(version(2), "2"), read("down"));
  }

  @Test
  void aTombstoneKeepsWhatIsOlderOut() {
    Entry tombstone = new Entry(version(4), new Content.Absent(), 123_456, List.of());
    write(FIRST, item("k", value(version(3), "3")));
    write(FIRST, item("k", tombstone));
    write(FIRST, item("k", value(version(3), "3")));
    assertSame(tombstone, read("k"));
    write(FIRST, item("k", value(version(5), "5")));
    assertSame(value(version(5), "5"), read("k"));
  }

  @Test
  void aFenceIsRaisedAndRepeatedAndNeverLowered() {
    for (int last = 0; last < RISING.size(); last++) {
      for (int again = 0; again < 2; again++) assertEquals(new Fencing.Raised(), done(store.fence(BUCKET, RISING.get(last))));
      for (Epoch earlier : RISING.subList(0, last)) assertEquals(new Fencing.Behind(RISING.get(last)), done(store.fence(BUCKET, earlier)));
    }
  }

  @Test
  void aWriteUnderALowerEpochIsFencedAndChangesNothing() {
    for (int last = 1; last < RISING.size(); last++) {
      assertEquals(new Fencing.Raised(), done(store.fence(BUCKET, RISING.get(last))));
      for (Epoch earlier : RISING.subList(0, last)) {
        assertEquals(new Writing.Fenced(RISING.get(last)), write(earlier, item("k", value(version(9), "late")), item("l", value(version(9), "late"))));
      }
    }
    assertSame(Entry.NONE, read("k"));
    assertSame(Entry.NONE, read("l"));
  }

  @Test
  void aWriteUnderTheSameOrAHigherEpochIsTakenAndRaisesNoFence() {
    done(store.fence(BUCKET, FIRST));
    assertEquals(new Writing.Stored(), write(FIRST, item("k", value(version(1), "1"))));
    assertEquals(new Writing.Stored(), write(SECOND, item("k", value(version(2), "2"))));
    assertEquals(new Writing.Stored(), write(FIRST, item("k", value(version(3), "3"))));
    assertSame(value(version(3), "3"), read("k"));
  }

  @Test
  void aFenceIsOfItsBucketAlone() {
    done(store.fence(BUCKET, SECOND));
    assertEquals(new Fencing.Raised(), done(store.fence(BUCKET + 1, FIRST)));
    assertEquals(new Writing.Stored(), done(store.write(BUCKET + 1, FIRST, List.of(item("k", value(version(1), "1"))))));
  }

  @Test
  void aFenceHidesNothing() {
    write(FIRST, item("k", value(version(1), "1")));
    done(store.fence(BUCKET, SECOND));
    assertSame(value(version(1), "1"), read("k"));
    assertEquals(new Writing.Stored(), write(SECOND, item("k", value(version(2), "2"))));
  }

  @Test
  void fencesAndEntriesOutliveTheStoreThatWasTold() {
    done(store.fence(BUCKET, SECOND));
    write(SECOND, item("k", value(version(1), "1")));
    store.close();
    store = open();
    assertEquals(new Writing.Fenced(SECOND), write(FIRST, item("k", value(version(2), "2"))));
    assertSame(value(version(1), "1"), read("k"));
  }

  @Test
  void aReadThatIsAskedAfterAWriteWasAnsweredSeesIt() {
    for (int i = 1; i <= 200; i++) {
      assertEquals(new Writing.Stored(), write(FIRST, item("k", value(version(i), "value " + i))));
      assertSame(value(version(i), "value " + i), read("k"));
    }
  }

  @Test
  void ofWritesUnderWayTogetherTheLatestVersionStaysWhateverTheirOrder() {
    List<CompletionStage<Writing>> under = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      int counter = 1 + i * 37 % 100;
      under.add(store.write(BUCKET, FIRST, List.of(item("k", value(version(counter), "value " + counter)))));
    }
    for (CompletionStage<Writing> write : under) assertEquals(new Writing.Stored(), done(write));
    assertSame(value(version(100), "value 100"), read("k"));
  }
}
