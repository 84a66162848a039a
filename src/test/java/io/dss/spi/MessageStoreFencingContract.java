package io.dss.spi;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.kernel.ClusterId;
import io.dss.kernel.Utf8;
import io.dss.queue.Effect;
import io.dss.queue.Effect.Change;
import io.dss.queue.Effect.Forget;
import io.dss.queue.Effect.Keep;
import io.dss.queue.Effect.Note;
import io.dss.queue.Fence;
import io.dss.spi.MessageStore.Appended;
import io.dss.spi.MessageStore.Appended.Already;
import io.dss.spi.MessageStore.Appended.Applied;
import io.dss.spi.MessageStore.Appended.Behind;
import io.dss.spi.MessageStore.Claimed;
import io.dss.spi.MessageStore.Claimed.Granted;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The half of {@link MessageStoreContract} about claims, fences, numbers and the list of topics. */
public abstract class MessageStoreFencingContract {
  protected static final ClusterId CLUSTER = new ClusterId("0123456789abcdef0123456789abcdef");
  protected static final ClusterId STRANGER = new ClusterId("fedcba9876543210fedcba9876543210");
  /** In ascending order, each later in another of the three parts; 9 and 10 tell numbers from their texts. */
  private static final List<Fence> RISING =
      List.of(fence(0, 9, 9), fence(0, 9, 10), fence(0, 10, 1), fence(1, 2, 3), fence(1, 2, 4), fence(1, 1_000_000_000_000L, 1), fence(9, 1, 1), fence(10, 0, 1));

  /** A store that holds nothing, or the one of this test again: what an earlier one was told is there. */
  protected abstract MessageStore open();

  protected MessageStore store;

  @BeforeEach
  void openFirst() {
    store = open();
  }

  @AfterEach
  void closeLast() {
    store.close();
  }

  protected static Fence fence(long generation, long ringEpoch, long claim) {
    return new Fence(CLUSTER, generation, ringEpoch, claim);
  }

  protected static final Fence FENCE = fence(1, 5, 1);
  protected static final Fence LATER = fence(1, 5, 2);

  protected static Keep keep(long sequence) {
    return new Keep(sequence, bytes("envelope " + sequence), bytes("body " + sequence));
  }

  protected static byte[] bytes(String text) {
    return Utf8.bytes(text);
  }

  protected StoredTopic topic(String name, Fence fence) {
    return new StoredTopic(store, name, fence);
  }

  /** A topic that was claimed. */
  protected StoredTopic claimed(String name) {
    StoredTopic topic = topic(name, FENCE);
    assertInstanceOf(Granted.class, topic.claim());
    return topic;
  }

  @Test
  void aTopicThatNeverWasIsGrantedWithNumberZero() {
    assertEquals(new Granted(0), topic("orders", FENCE).claim());
  }

  @Test
  void aClaimIsGrantedTheNumberOfTheLastBatch() {
    StoredTopic orders = claimed("orders");
    for (int number = 1; number <= 3; number++) assertEquals(new Applied(), orders.append(number, keep(number)));
    assertEquals(new Granted(3), topic("orders", LATER).claim());
  }

  @Test
  void aLaterClaimIsGrantedWhicheverPartOfItsFenceIsLater() {
    for (Fence fence : RISING) assertEquals(new Granted(0), topic("orders", fence).claim(), fence.toString());
  }

  @Test
  void anEarlierClaimIsFencedByTheLastOne() {
    for (int last = 1; last < RISING.size(); last++) {
      String name = "orders " + last;
      topic(name, RISING.get(last)).claim();
      for (Fence earlier : RISING.subList(0, last)) assertEquals(new Claimed.Fenced(RISING.get(last)), topic(name, earlier).claim());
    }
  }

  @Test
  void theSameClaimOnceMoreIsGrantedAgain() {
    StoredTopic orders = claimed("orders");
    assertEquals(new Granted(0), orders.claim());
    orders.append(1, keep(1));
    assertEquals(new Granted(1), orders.claim());
    assertEquals(new Applied(), orders.append(2, keep(2)));
  }

  @Test
  void aClaimFencesOffTheBatchesOfEveryEarlierOne() {
    StoredTopic orders = claimed("orders");
    orders.append(1, keep(1));
    topic("orders", LATER).claim();
    assertEquals(new Appended.Fenced(LATER), orders.append(2, keep(2)));
    assertEquals(List.of(1L), topic("orders", LATER).sequences());
  }

  @Test
  void aClaimOfATopicThatNeverHadABatchFencesToo() {
    StoredTopic orders = claimed("orders");
    topic("orders", LATER).claim();
    assertEquals(new Appended.Fenced(LATER), orders.append(1, keep(1)));
    assertEquals(List.of(), topic("orders", LATER).sequences());
  }

  @Test
  void aRepeatUnderAnEarlierClaimIsFencedAndNotAlready() {
    StoredTopic orders = claimed("orders");
    orders.append(1, keep(1));
    topic("orders", LATER).claim();
    assertEquals(new Appended.Fenced(LATER), orders.append(1, keep(1)));
  }

  @Test
  void aClaimOutlivesTheStoreThatMadeIt() {
    StoredTopic orders = claimed("orders");
    orders.append(1, keep(1));
    store.close();
    store = open();
    assertEquals(new Claimed.Fenced(FENCE), topic("orders", fence(1, 4, 1)).claim());
    assertEquals(new Applied(), topic("orders", FENCE).append(2, keep(2)));
  }

  @Test
  void aBatchThatIsRepeatedIsAlreadyThereAndChangesNothing() {
    StoredTopic orders = claimed("orders");
    orders.append(1, keep(1), keep(2));
    assertEquals(new Already(), orders.append(1, keep(1), keep(2)));
    orders.append(2, new Forget(1));
    assertEquals(new Already(), orders.append(2, new Forget(1)));
    assertEquals(new Already(), orders.append(1, keep(1), keep(2)));
    assertEquals(List.of(2L), orders.sequences());
  }

  @Test
  void aBatchWithAGapBeforeItMeansThatTheStoreIsBehind() {
    StoredTopic orders = claimed("orders");
    assertEquals(new Behind(0), orders.append(2, keep(1)));
    orders.append(1, keep(1));
    assertEquals(new Behind(1), orders.append(3, keep(3)));
    assertEquals(new Behind(1), orders.append(1_000_000_000_000L, keep(4)));
    assertEquals(List.of(1L), orders.sequences());
    assertEquals(new Applied(), orders.append(2, keep(2)));
  }

  @Test
  void whateverIsRefusedChangesNothingOfABatchThatWouldChangeEverything() {
    StoredTopic orders = claimed("orders");
    orders.append(1, keep(1), keep(2), new Note("settings", bytes("old")));
    StoredTopic.Content before = orders.content();
    List<Effect> all = List.of(new Forget(1), new Change(2, bytes("changed")), keep(3), new Note("settings", bytes("new")), new Note("more", bytes("x")));
    assertEquals(new Behind(1), orders.append(3, all));
    assertEquals(new Already(), orders.append(1, all));
    assertInstanceOf(Appended.Fenced.class, topic("orders", fence(1, 4, 9)).append(2, all));
    before.assertSame(orders.content());
  }

  @Test
  void aBatchUnderAFenceThatNobodyClaimedWithIsNotApplied() {
    StoredTopic orders = claimed("orders");
    orders.append(1, keep(1));
    Appended answer = topic("orders", LATER).append(2, keep(2));
    // A later fence than the store's own was claimed with once: the store has forgotten it.
    assertTrue(answer instanceof Appended.Fenced || answer instanceof Behind, answer.toString());
    assertEquals(List.of(1L), orders.sequences());
    assertEquals(new Granted(1), orders.claim());
  }

  @Test
  void anEmptyBatchHasItsNumberToo() {
    StoredTopic orders = claimed("orders");
    assertEquals(new Applied(), orders.append(1, List.of()));
    assertEquals(new Already(), orders.append(1, List.of()));
    assertEquals(new Applied(), orders.append(2, keep(2)));
  }

  @Test
  void topicsKnowNothingOfEachOther() {
    StoredTopic orders = claimed("orders");
    StoredTopic bills = claimed("bills");
    orders.append(1, keep(1), new Note("settings", bytes("of orders")));
    bills.append(1, keep(1), keep(2));
    bills.append(2, new Forget(1));
    assertEquals(List.of(1L), orders.sequences());
    assertEquals(List.of(2L), bills.sequences());
    assertTrue(bills.content().notes().isEmpty());
  }

  @Test
  void aClaimOfAnotherClusterIsRefusedByNameAndFencesNothing() {
    StoredTopic orders = claimed("orders");
    orders.append(1, keep(1));
    StoredTopic strange = topic("orders", new Fence(STRANGER, 99, 99, 99));
    String refusal = strange.refusalOf(store.claim("orders", strange.fence()));
    assertTrue(refusal.contains(CLUSTER.value()), refusal);
    assertEquals(new Applied(), orders.append(2, keep(2)));
  }

  @Test
  void aBatchOfAnotherClusterChangesNothing() {
    StoredTopic orders = claimed("orders");
    orders.append(1, keep(1));
    StoredTopic strange = topic("orders", new Fence(STRANGER, FENCE.generation(), FENCE.ringEpoch(), FENCE.claim()));
    String refusal = strange.refusalOf(store.append("orders", strange.fence(), 2, List.of(new Forget(1))));
    assertTrue(refusal.contains(CLUSTER.value()), refusal);
    assertEquals(List.of(1L), orders.sequences());
  }

  @Test
  void loadingUnderAFenceThatIsNotThePresentOneFails() {
    StoredTopic orders = claimed("orders");
    orders.append(1, keep(1));
    topic("orders", LATER).claim();
    String refusal = orders.refusalOf(store.load("orders", FENCE, Optional.empty()));
    assertTrue(refusal.contains(LATER.toString()), refusal);
  }

  @Test
  void topicsAreThoseThatEverHadABatch() {
    claimed("only claimed");
    claimed("emptied").append(1, keep(1));
    topic("emptied", FENCE).append(2, new Forget(1));
    claimed("noted").append(1, new Note("settings", bytes("x")));
    claimed("empty batch").append(1, List.of());
    assertEquals(List.of("emptied", "empty batch", "noted"), topics(Optional.empty(), 10));
  }

  @Test
  void topicsAreListedSortedAndInPages() {
    List<String> names = LongStream.range(0, 230).mapToObj(i -> "topic-" + (1_000 + i * 37 % 230)).toList();
    for (String name : names) claimed(name).append(1, List.of());
    for (int i = 0; i < 40; i++) claimed("topic-1" + i + "-never used");
    List<String> sorted = names.stream().sorted().toList();
    List<String> seen = new ArrayList<>();
    Optional<String> after = Optional.empty();
    while (true) {
      List<String> page = topics(after, 50);
      assertTrue(page.size() <= 50, "a page of " + page.size());
      if (page.isEmpty()) break;
      seen.addAll(page);
      after = Optional.of(page.get(page.size() - 1));
    }
    assertEquals(sorted, seen);
    assertEquals(sorted.subList(100, 103), topics(Optional.of(sorted.get(99)), 3));
    assertEquals(List.of(sorted.get(0)), topics(Optional.of("a name that is no topic"), 1));
  }

  protected List<String> topics(Optional<String> after, int limit) {
    return StoredTopic.done(store.topics(after, limit));
  }

  protected static void assertBody(String expected, byte[] actual) {
    assertArrayEquals(bytes(expected), actual);
  }
}
