package io.dss.spi;

import static io.dss.spi.StoredTopic.done;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.cache.CacheLimits;
import io.dss.cache.Content;
import io.dss.cache.Entry;
import io.dss.cache.KeptResult;
import io.dss.cache.Version;
import io.dss.spi.BackingStore.Item;
import io.dss.spi.BackingStore.Page;
import io.dss.spi.BackingStore.Writing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every {@link BackingStore} keeps to, forms, names and amounts included; an adapter's test extends this one. */
public abstract class BackingStoreContract extends BackingStoreOrderContract {
  private static final long MINUTE = 60_000;
  /** Of the odd names those that a key of the cache may have. */
  private static final List<String> ODD_KEYS = MessageStoreContract.ODD_NAMES;

  /** Lets so much time pass for the store; false if nobody can, as its time is a server's. */
  protected boolean passes(long millis) {
    return false;
  }

  private void comesBack(Entry entry) {
    assertEquals(new Writing.Stored(), write(FIRST, item("k", entry)));
    assertSame(entry, read("k"));
  }

  @Test
  void everyContentComesBackAsItWasWritten() {
    long counter = 0;
    List<Content> contents = List.of(new Content.Present(bytes("{\"a\":[1,2]}")), new Content.Nothing(), new Content.Loading("1-2-3-4", 1_700_000_000_123L), new Content.Absent(),
        new Content.Present(new byte[0]), new Content.Present(new byte[] {0, '\r', '\n', (byte) 0xff, (byte) 0x80, '$', '"'}), new Content.Loading("", 0));
    for (Content content : contents) {
      comesBack(new Entry(version(++counter), content, Entry.NEVER, List.of()));
      comesBack(new Entry(version(++counter), content, 1_700_000_000_456L, List.of()));
    }
  }

  @Test
  void allPartsOfAVersionComeBackHoweverLarge() {
    comesBack(value(new Version(0, 0, 0, 1), "least"));
    comesBack(value(new Version(0, 1L << 53, (1L << 53) + 1, Integer.MAX_VALUE + 1L), "beyond what a double has"));
    comesBack(value(new Version(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE), "most"));
  }

  @Test
  void theInstantOfTheEndComesBackFromTheFirstToTheLast() {
    long counter = 0;
    for (long millis : new long[] {0, 1, (1L << 53) + 1, Entry.NEVER - 1, Entry.NEVER}) comesBack(new Entry(version(++counter), new Content.Nothing(), millis, List.of()));
  }

  @Test
  void keptResultsComeBackInTheirOrder() {
    List<KeptResult> kept = IntStream.range(0, CacheLimits.KEPT_RESULTS)
        .mapToObj(i -> new KeptResult("key " + i + "x".repeat(180), "f".repeat(64), 1_700_000_000_000L + i, new byte[] {(byte) i, 0, -1})).toList();
    comesBack(new Entry(version(1), new Content.Present(bytes("1")), Entry.NEVER, kept));
    comesBack(new Entry(version(2), new Content.Absent(), 1_700_000_600_000L, kept.subList(0, 1)));
  }

  @Test
  void oddKeysAreKeysOfTheirOwn() {
    long counter = 0;
    List<Item> items = new ArrayList<>();
    for (String key : ODD_KEYS) items.add(item(key, value(version(++counter), "value of " + key)));
    assertEquals(new Writing.Stored(), write(FIRST, items));
    for (String key : ODD_KEYS) assertSame(value(read(key).version(), "value of " + key), read(key));
    List<Entry> together = done(store.read(BUCKET, ODD_KEYS));
    for (int i = 0; i < items.size(); i++) assertSame(items.get(i).entry(), together.get(i));
    assertEquals(new TreeSet<>(ODD_KEYS), keys(BUCKET, 7));
  }

  @Test
  void aValueMayBeTheLargestThereIsWithAllItsKeptResults() {
    List<KeptResult> kept = IntStream.range(0, CacheLimits.KEPT_RESULTS).mapToObj(i -> new KeptResult("k".repeat(200), "f".repeat(64), i, new byte[100])).toList();
    comesBack(new Entry(version(1), new Content.Present(random(new Random(1), CacheLimits.VALUE_BYTES)), Entry.NEVER, kept));
  }

  @Test
  void aWriteMayBeAsLargeAsTheLimitSays() {
    Random random = new Random(2);
    List<Item> items = new ArrayList<>();
    int room = BackingStore.WRITE_BYTES;
    for (int i = 0; room > 0; i++) {
      int overhead = item("key " + (100 + i), value(version(1), new byte[0])).bytes();
      int take = Math.min(room - overhead, 900_000);
      items.add(item("key " + (100 + i), value(version(1), random(random, take))));
      room -= overhead + take;
    }
    assertEquals(BackingStore.WRITE_BYTES, items.stream().mapToInt(Item::bytes).sum());
    assertEquals(new Writing.Stored(), write(FIRST, items));
    List<Entry> stored = done(store.read(BUCKET, items.stream().map(Item::key).toList()));
    for (int i = 0; i < items.size(); i++) assertSame(items.get(i).entry(), stored.get(i));
  }

  @Test
  void aWriteMayBeFullOfTheSmallestItems() {
    int many = BackingStore.WRITE_BYTES / item("key 10000", value(version(1), "1")).bytes();
    List<Item> items = IntStream.range(10_000, 10_000 + many).mapToObj(i -> item("key " + i, value(version(1), "1"))).toList();
    assertEquals(new Writing.Stored(), write(FIRST, items));
    List<Entry> stored = done(store.read(BUCKET, items.stream().map(Item::key).toList()));
    assertEquals(many, stored.size());
    assertSame(items.get(0).entry(), stored.get(0));
    assertSame(items.get(many - 1).entry(), stored.get(many - 1));
  }

  @Test
  void moreIsReadAtOnceThanOneAnswerOfTheNetworkHolds() {
    Random random = new Random(3);
    List<Item> items = IntStream.range(0, 6).mapToObj(i -> item("large " + i, value(version(1), random(random, CacheLimits.VALUE_BYTES)))).toList();
    for (int i = 0; i < items.size(); i += 2) assertEquals(new Writing.Stored(), write(FIRST, items.subList(i, i + 2)));
    List<Entry> stored = done(store.read(BUCKET, items.stream().map(Item::key).toList()));
    for (int i = 0; i < items.size(); i++) assertSame(items.get(i).entry(), stored.get(i));
  }

  @Test
  void emptyReadsAndWritesAreAnsweredToo() {
    assertEquals(List.of(), done(store.read(BUCKET, List.of())));
    assertEquals(new Writing.Stored(), write(FIRST, List.of()));
  }

  @Test
  void whatMustBeKeptIsKeptAndWhatNeedNotMayGo() {
    write(FIRST, new Item("ever", value(version(1), "1"), Entry.NEVER), new Item("hour", value(version(1), "2"), 60 * MINUTE), new Item("minute", value(version(1), "3"), MINUTE));
    boolean passed = passes(30 * MINUTE);
    write(FIRST, item("any other", value(version(1), "4")));
    assertSame(value(version(1), "1"), read("ever"));
    assertSame(value(version(1), "2"), read("hour"));
    assertSame(passed ? Entry.NONE : value(version(1), "3"), read("minute"));
    assertEquals(passed ? new TreeSet<>(List.of("ever", "hour", "any other")) : new TreeSet<>(List.of("ever", "hour", "minute", "any other")), keys(BUCKET, 10));
  }

  @Test
  void theLatestWriteSaysHowLongAKeyIsKept() {
    write(FIRST, new Item("longer", value(version(1), "1"), MINUTE), new Item("shorter", value(version(1), "1"), Entry.NEVER), new Item("same", value(version(2), "1"), Entry.NEVER));
    write(FIRST, new Item("longer", value(version(2), "2"), Entry.NEVER), new Item("shorter", value(version(2), "2"), MINUTE), new Item("same", value(version(1), "0"), MINUTE));
    boolean passed = passes(30 * MINUTE);
    write(FIRST, item("any other", value(version(1), "4")));
    assertSame(value(version(2), "2"), read("longer"));
    assertSame(value(version(2), "1"), read("same"));
    assertSame(passed ? Entry.NONE : value(version(2), "2"), read("shorter"));
  }

  @Test
  void keysAreThoseWithAValue() {
    write(FIRST, item("present", value(version(1), "1")), item("nothing", new Entry(version(1), new Content.Nothing(), Entry.NEVER, List.of())),
        item("loading", new Entry(version(1), new Content.Loading("t", 5), Entry.NEVER, List.of())),
        item("deleted", value(version(1), "1")), item("back", new Entry(version(1), new Content.Absent(), 9, List.of())));
    write(FIRST, item("deleted", new Entry(version(2), new Content.Absent(), 9, List.of())), item("back", value(version(2), "1")));
    assertEquals(new TreeSet<>(List.of("present", "back")), keys(BUCKET, 10));
    assertEquals(new TreeSet<>(), keys(BUCKET + 1, 10));
  }

  @Test
  void thousandsOfKeysComeInPagesAlsoWhereMostHaveNoValue() {
    TreeSet<String> expected = new TreeSet<>();
    List<Item> items = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      boolean present = i % 7 == 0 || i > 2_000;
      if (present) expected.add("key " + i);
      items.add(item("key " + i, present ? value(version(1), "1") : new Entry(version(1), new Content.Absent(), 9, List.of())));
    }
    write(FIRST, items);
    for (int limit : new int[] {1_000, 100, 10_000}) assertEquals(expected, keys(BUCKET, limit));
  }

  @Test
  void aKeyThatIsThereAllTheTimeIsListedWhileOthersComeAndGoAndItIsWritten() {
    TreeSet<String> steady = new TreeSet<>();
    for (int i = 0; i < 400; i++) steady.add("steady " + i);
    write(FIRST, steady.stream().map(key -> item(key, value(version(1), "1"))).toList());
    Random random = new Random(5);
    TreeSet<String> seen = new TreeSet<>();
    Optional<String> cursor = Optional.empty();
    int round = 0;
    do {
      Page page = done(store.keys(BUCKET, cursor, 20));
      seen.addAll(page.keys());
      cursor = page.next();
      int now = ++round;
      assertTrue(now < 10_000, "it does not end");
      List<Item> items = new ArrayList<>(random.ints(10, 0, 400).distinct().mapToObj(i -> item("steady " + i, value(version(1 + now), "again"))).toList());
      if (now < 50) items.addAll(random.ints(10, 0, 10_000).distinct().mapToObj(i -> item("steady " + i + " passing", value(version(2 * now), "1"))).toList());
      write(FIRST, items);
    } while (cursor.isPresent());
    assertTrue(seen.containsAll(steady), () -> "missing: " + steady.stream().filter(key -> !seen.contains(key)).toList());
  }

  @Test
  void whatIsFullChangesNothing() {
    write(FIRST, item("a", value(version(1), "1")));
    Optional<CompletionStage<Writing>> refused = writtenWhenFull(List.of(item("a", value(version(2), "2")), item("b", value(version(1), new byte[100_000]))));
    if (refused.isEmpty()) return;
    assertTrue(done(refused.get()) instanceof Writing.Full full && !full.limit().isEmpty(), "not full");
    assertSame(value(version(1), "1"), read("a"));
    assertSame(Entry.NONE, read("b"));
  }

  /** Fills the store up and writes this; empty where that is the test of the adapter alone. */
  protected Optional<CompletionStage<Writing>> writtenWhenFull(List<Item> items) {
    return Optional.empty();
  }

  private static byte[] random(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
