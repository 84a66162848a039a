package io.dss.node.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.cache.Content;
import io.dss.cache.Entry;
import io.dss.cache.Version;
import io.dss.coherence.Effect;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The newest changes of one node, and those who wait for one. */
class FeedTest {
  private static final long LIFE = 7;
  private final Feed feed = new Feed(LIFE, 10);
  private long counter;

  private void changed(String key) {
    Entry entry = new Entry(new Version(0, 1, 1, ++counter), new Content.Absent(), Entry.NEVER, List.of());
    feed.add(new Effect.Changed(key, Effect.Change.UPDATED, entry));
  }

  private static Feed.Question after(long number) {
    return new Feed.Question(LIFE, number, "", 100);
  }

  private CompletableFuture<Feed.Page> await(String name, Feed.Question question, long untilNanos) {
    return feed.await(name, question, untilNanos, 0).orElseThrow().toCompletableFuture();
  }

  private static List<String> keys(Feed.Page page) {
    return page.events().stream().map(Feed.Event::key).toList();
  }

  @Test
  void aPageHasWhatCameAfterANumberInOrder() {
    for (String key : List.of("a", "b", "c", "d")) changed(key);
    assertEquals(List.of("c", "d"), keys(feed.page(after(2))));
    assertEquals(List.of("a", "b", "c", "d"), keys(feed.page(after(0))));
    assertEquals(4, feed.page(after(2)).through());
    assertEquals(List.of(), keys(feed.page(after(4))));
    assertFalse(feed.page(after(0)).gap());
  }

  @Test
  void aPageEndsAtItsLimitAndSaysHowFarItWent() {
    for (int i = 0; i < 8; i++) changed(i % 2 == 0 ? "even" : "odd");
    Feed.Page page = feed.page(new Feed.Question(LIFE, 0, "e", 2));
    assertEquals(2, page.events().size());
    assertEquals(3, page.through());
    assertEquals(2, feed.page(new Feed.Question(LIFE, page.through(), "e", 2)).events().size());
  }

  @Test
  void whatIsNotKeptAnyMoreIsAGapToldOnce() {
    for (int i = 0; i < 12; i++) changed("k" + i);
    Feed.Page page = feed.page(after(1));
    assertTrue(page.gap());
    assertEquals(10, page.events().size());
    assertFalse(feed.page(after(page.through())).gap());
    assertFalse(feed.page(after(2)).gap(), "2 is known, and 3 is kept");
  }

  @Test
  void theNumbersOfAnotherLifeAreAGap() {
    changed("a");
    assertTrue(feed.page(new Feed.Question(LIFE - 1, 1, "", 10)).gap());
    assertEquals(List.of("a"), keys(feed.page(new Feed.Question(LIFE - 1, 1, "", 10))));
    assertFalse(feed.page(new Feed.Question(0, 0, "", 10)).gap(), "who knows nothing of this node has missed nothing");
  }

  @Test
  void whoAsksFromNowOnIsToldWhereThatIs() {
    changed("a");
    Feed.Page page = feed.page(new Feed.Question(0, -1, "", 10));
    assertEquals(1, page.through());
    assertTrue(page.events().isEmpty());
  }

  @Test
  void whoWaitsIsAnsweredByTheFirstThatConcernsIt() {
    CompletableFuture<Feed.Page> waits = await("q", new Feed.Question(LIFE, 0, "us", 10), 1_000);
    changed("them");
    feed.tell(1);
    assertFalse(waits.isDone());
    changed("us1");
    changed("us2");
    feed.tell(2);
    assertEquals(List.of("us1", "us2"), keys(waits.join()));
    assertEquals(3, waits.join().through());
    assertEquals(0, feed.listening());
  }

  @Test
  void aWaitThatIsOverSaysHowFarThereWasNothing() {
    CompletableFuture<Feed.Page> waits = await("q", new Feed.Question(LIFE, 0, "us", 10), 1_000);
    for (int i = 0; i < 30; i++) {
      changed("them");
      feed.tell(10);
    }
    feed.tell(1_000);
    assertEquals(30, waits.join().through());
    assertFalse(waits.join().gap(), "it has seen all that was overrun");
  }

  @Test
  void oneThatIsOverrunInASingleTurnIsToldOfTheGap() {
    CompletableFuture<Feed.Page> waits = await("q", after(0), 1_000);
    for (int i = 0; i < 30; i++) changed("k");
    feed.tell(10);
    assertTrue(waits.join().gap());
    assertEquals(10, waits.join().events().size());
  }

  @Test
  void aQuestionThatNobodyWaitsForAnyMoreIsForgotten() {
    CompletableFuture<Feed.Page> waits = await("q", after(0), 1_000);
    feed.enough("another");
    assertFalse(waits.isDone());
    feed.enough("q");
    assertTrue(waits.join().events().isEmpty());
    assertEquals(0, feed.listening());
  }

  @Test
  void asManyWaitAsMayAndNoneWhenItIsClosed() {
    for (int i = 0; i < NodeLimits.MAX_LISTENING; i++) await("q" + i, after(0), 1_000);
    assertEquals(Optional.empty(), feed.await("more", after(0), 1_000, 0));
    feed.close();
    assertEquals(0, feed.listening());
  }
}
