package io.dss.server.rest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.coherence.Effect.Change;
import io.dss.kernel.NodeId;
import io.dss.node.cache.Caches.ChangePage;
import io.dss.node.cache.Caches.ChangeShown;
import io.dss.node.route.Refusal;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventStreamTest {
  /** A client: it takes as many writes and flushes as the test lets it. */
  private static final class Client implements EventStream.Outlet {
    final StringBuilder got = new StringBuilder();
    int room = Integer.MAX_VALUE;
    boolean gone;
    int ends;

    @Override
    public boolean isReady() {
      return room > 0;
    }

    @Override
    public void write(byte[] text) throws IOException {
      if (gone) throw new IOException("gone");
      room--;
      got.append(new String(text, UTF_8));
    }

    @Override
    public void flush() {
      room--;
    }

    @Override
    public void end() {
      ends++;
    }

    String taken() {
      String text = got.toString();
      got.setLength(0);
      return text;
    }
  }

  private final FakeCaches caches = new FakeCaches();
  private final EventCalls calls = new EventCalls(caches, new Intake(1 << 20));
  private final Deque<Runnable> handedOver = new ArrayDeque<>();
  private final Client client = new Client();
  private final List<String> ended = new ArrayList<>();
  private long nowNanos = 5;
  private final EventStream stream =
      new EventStream(caches, new EventCalls.Opening("user:", "c0"), handedOver::add, () -> nowNanos, client, () -> ended.add("ended"));

  @Test
  void aStreamBeginsWithItsPositionAndAsksForWhatComesAfterIt() {
    stream.writable();
    assertEquals("retry: 1000\nid: c0\n\n", client.taken());
    assertEquals(List.of("changes c0/user:/200/15000"), caches.others);
  }

  @Test
  void changesAreEventsWithTheirPositions() {
    stream.writable();
    client.taken();
    answer(new ChangePage(List.of(change("user:1", Change.CREATED, "c1"), change("user:\n2", Change.EXPIRED, "c2")), List.of(), "c2"));
    assertEquals(
        "id: c1\nevent: created\ndata: {\"key\":\"user:1\",\"version\":\"1-2-3-4\",\"node\":\"c2\"}\n\n"
            + "id: c2\nevent: expired\ndata: {\"key\":\"user:\\u000a2\",\"version\":\"1-2-3-4\",\"node\":\"c2\"}\n\n",
        client.taken());
    assertEquals("changes c2/user:/200/15000", caches.lastOther());
  }

  @Test
  void aGapIsToldBeforeWhatComesAfterItAndWhoBreaksOffThereIsToldAgain() {
    stream.writable();
    client.taken();
    answer(new ChangePage(List.of(change("user:1", Change.REMOVED, "c5")), List.of(new NodeId("n1"), new NodeId("n2")), "c5"));
    assertTrue(client.taken().startsWith("id: c0\nevent: gap\ndata: {\"nodes\":[\"n1\",\"n2\"]}\n\nid: c5\nevent: removed\n"));
    answer(new ChangePage(List.of(), List.of(new NodeId("n1")), "c6"));
    assertEquals("id: c6\nevent: gap\ndata: {\"nodes\":[\"n1\"]}\n\n", client.taken());
  }

  @Test
  void aStreamWithoutChangesBeatsAndMovesOn() {
    stream.writable();
    client.taken();
    answer(new ChangePage(List.of(), List.of(), "c9"));
    assertEquals(": heartbeat\nid: c9\n\n", client.taken());
    assertEquals("changes c9/user:/200/15000", caches.lastOther());
  }

  @Test
  void whoDoesNotReadIsAskedForNothingAndCutOffInTheEnd() {
    client.room = 1;
    stream.writable();
    assertEquals(List.of(), caches.others, "it is asked for more before it took what was there");
    client.room = 2;
    stream.writable();
    assertEquals(1, caches.others.size());
    answer(new ChangePage(List.of(change("user:1", Change.UPDATED, "c1")), List.of(), "c1"));
    nowNanos += EventStream.SLOW_NANOS - 1;
    stream.tick();
    assertEquals(0, client.ends);
    nowNanos++;
    stream.tick();
    stream.tick();
    assertEquals(1, client.ends);
    assertEquals(List.of("ended"), ended);
    assertEquals(1, caches.others.size());
  }

  /** Whoever reads is not slow, however long nothing changes. */
  @Test
  void aQuietStreamIsNotCutOff() {
    stream.writable();
    nowNanos += 10 * EventStream.SLOW_NANOS;
    stream.tick();
    assertEquals(0, client.ends);
    assertEquals(1, caches.others.size());
  }

  @Test
  void whatCannotBeAnsweredNowIsAskedAgainLaterAndTheClientHearsThatTheConnectionLives() {
    stream.writable();
    client.taken();
    fail(new Refusal(Refusal.Code.MOVING, "moves", Optional.empty(), 2_000));
    assertEquals(": moving\n\n", client.taken());
    nowNanos += 1_999_999_999L;
    stream.tick();
    assertEquals(1, caches.others.size());
    nowNanos++;
    stream.tick();
    assertEquals(List.of("changes c0/user:/200/15000", "changes c0/user:/200/15000"), caches.others);
    answer(new ChangePage(List.of(), List.of(), "c1"));
    assertEquals(3, caches.others.size(), "from then on without a rest");
  }

  @Test
  void aNodeThatStopsEndsItsStreams() {
    stream.writable();
    fail(new Refusal(Refusal.Code.STOPPING, "stops", Optional.empty(), 1_000));
    assertEquals(1, client.ends);
  }

  @Test
  void aClientThatIsGoneIsNotAskedForAgain() {
    stream.writable();
    client.gone = true;
    answer(new ChangePage(List.of(), List.of(), "c1"));
    assertEquals(1, client.ends);
    assertEquals(1, caches.others.size());
    stream.end();
    stream.writable();
    assertEquals(1, client.ends);
  }

  @Test
  void aPageThatComesAfterTheEndIsNotWritten() {
    stream.writable();
    client.taken();
    caches.pages.get(0).complete(new ChangePage(List.of(), List.of(), "c1"));
    stream.end();
    handedOver.remove().run();
    assertEquals("", client.taken());
  }

  @Test
  void theCallAsksWithoutWaitingAndBeginsWhereItWasToldOrNow() {
    CompletableFuture<EventCalls.Opening> now = open(FakeCall.get("/cache/events?prefix=a%20b"));
    caches.pages.get(0).complete(new ChangePage(List.of(), List.of(), "c7"));
    assertEquals(new EventCalls.Opening("a b", "c7"), now.join());
    CompletableFuture<EventCalls.Opening> after = open(FakeCall.get("/cache/events?after=c3"));
    caches.pages.get(1).complete(new ChangePage(List.of(change("x", Change.CREATED, "c4")), List.of(), "c4"));
    assertEquals(new EventCalls.Opening("", "c3"), after.join());
    open(FakeCall.get("/cache/events?after=c3").with("Last-Event-ID", "c5").with("Accept", "text/event-stream"));
    assertEquals(List.of("changes -/a b/1/0", "changes c3//1/0", "changes c5//1/0"), caches.others);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "%20", "a%0Ab", "%C3%A4"})
  void whatIsNoPositionIsRefused(String cursor) {
    Answer answer = Answering.attempt(FakeCall.get("/cache/events?after=" + cursor), call -> calls.open(call).thenApply(it -> Answer.ok("")))
        .toCompletableFuture().join();
    assertEquals(400, answer.status());
    assertTrue(answer.text().contains("after is "), answer::text);
    assertTrue(caches.untouched());
  }

  @Test
  void onlyItsOwnKindOfAnswerIsThere() {
    FakeCall json = FakeCall.get("/cache/events").with("Accept", "application/json");
    Answer answer = Answering.attempt(json, call -> calls.open(call).thenApply(it -> Answer.ok(""))).toCompletableFuture().join();
    assertEquals(406, answer.status());
    assertTrue(answer.text().contains("only text/event-stream is there"), answer::text);
    assertFalse(open(json.with("Accept", "text/*")).isDone());
  }

  private CompletableFuture<EventCalls.Opening> open(FakeCall call) {
    return calls.open(call).toCompletableFuture();
  }

  private static ChangeShown change(String key, Change change, String cursor) {
    return new ChangeShown(key, change, FakeCaches.VERSION, FakeCaches.NODE, cursor);
  }

  private void answer(ChangePage page) {
    caches.pages.get(caches.pages.size() - 1).complete(page);
    handedOver.remove().run();
  }

  private void fail(Refusal refusal) {
    caches.pages.get(caches.pages.size() - 1).completeExceptionally(refusal);
    handedOver.remove().run();
  }
}
