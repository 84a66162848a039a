package io.dss.spi;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.queue.Effect;
import io.dss.queue.Effect.Change;
import io.dss.queue.Effect.Erase;
import io.dss.queue.Effect.Forget;
import io.dss.queue.Effect.Keep;
import io.dss.queue.Effect.Note;
import io.dss.queue.QueueLimits;
import io.dss.spi.MessageStore.Appended.Applied;
import io.dss.spi.MessageStore.Claimed.Granted;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What every {@link MessageStore} keeps to, values, names and amounts included; an adapter's test extends this one. */
public abstract class MessageStoreContract extends MessageStoreFencingContract {
  /** Names that have a meaning, or look as if they had, in one store or another. */
  protected static final List<String> ODD_NAMES = List.of(
      "a{b}c", "{b}", "}x", "{}", "{", "}{", "a{}b{c}", "%7B", "%", "100%", "dss:", "dss:{x}:meta", "dss:topics", "topics", ":", "a:b", "*", "?[a-z]", "\\", "\"'",
      " ", " leading and trailing ", "one two", "ü", "日本語", "\uD83D\uDE00 smile", "A", "a", "a/b", "..", "a.dead", "\u00e9", "e\u0301", "x".repeat(512), "ü".repeat(256));

  @Test
  void bodiesAreReadBySequenceAndWhatIsNotThereIsLeftOut() {
    StoredTopic orders = claimed("orders");
    orders.append(1, keep(1), keep(2), keep(3));
    orders.append(2, new Forget(2));
    Map<Long, byte[]> bodies = orders.bodies(1L, 2L, 3L, 4L);
    assertEquals(new TreeSet<>(List.of(1L, 3L)), new TreeSet<>(bodies.keySet()));
    assertBody("body 1", bodies.get(1L));
    assertBody("body 3", bodies.get(3L));
    assertTrue(orders.bodies(List.of()).isEmpty());
    assertTrue(topic("no such topic", FENCE).bodies(1L).isEmpty());
  }

  @Test
  void bodiesAreReadByWhoeverOnceOwnedTheTopic() {
    StoredTopic orders = claimed("orders");
    orders.append(1, keep(1));
    topic("orders", LATER).claim();
    assertBody("body 1", orders.bodies(1L).get(1L));
  }

  @Test
  void aChangeReplacesTheEnvelopeAndLeavesTheBody() {
    StoredTopic orders = claimed("orders");
    orders.append(1, keep(1), keep(2));
    orders.append(2, new Change(1, bytes("delivered")));
    assertBody("delivered", orders.content().envelopes().get(1L));
    assertBody("envelope 2", orders.content().envelopes().get(2L));
    assertBody("body 1", orders.bodies(1L).get(1L));
  }

  @Test
  void whatIsForgottenLeavesNeitherEnvelopeNorBody() {
    StoredTopic orders = claimed("orders");
    orders.append(1, keep(1));
    orders.append(2, new Forget(1), new Forget(77));
    assertTrue(orders.sequences().isEmpty());
    assertTrue(orders.bodies(1L).isEmpty());
  }

  @Test
  void notesAreReplacedAndErased() {
    StoredTopic orders = claimed("orders");
    orders.append(1, new Note("a", bytes("1")), new Note("b", bytes("1")), new Note("c", bytes("1")));
    orders.append(2, new Note("a", bytes("2")), new Erase("b"), new Erase("never was"));
    Map<String, byte[]> notes = orders.content().notes();
    assertEquals(List.of("a", "c"), List.copyOf(notes.keySet()));
    assertBody("2", notes.get("a"));
    assertBody("1", notes.get("c"));
  }

  @Test
  void theEffectsOfABatchCountInTheirOrder() {
    StoredTopic orders = claimed("orders");
    orders.append(1, keep(9));
    orders.append(2, keep(1), new Change(1, bytes("late")), keep(2), new Forget(2), new Change(9, bytes("no")), new Forget(9),
        new Note("n", bytes("1")), new Erase("n"), new Erase("m"), new Note("m", bytes("1")), new Note("m", bytes("2")));
    StoredTopic.Content content = orders.content();
    assertEquals(List.of(1L), List.copyOf(content.envelopes().keySet()));
    assertBody("late", content.envelopes().get(1L));
    assertEquals(List.of("m"), List.copyOf(content.notes().keySet()));
    assertBody("2", content.notes().get("m"));
    assertEquals(List.of(1L), List.copyOf(orders.bodies(1L, 2L, 9L).keySet()));
  }

  @Test
  void envelopesBodiesAndNotesAreAnyBytes() {
    byte[] all = new byte[256];
    for (int i = 0; i < all.length; i++) all[i] = (byte) i;
    byte[] lines = {'\r', '\n', 0, (byte) 0xff, '$', '-', '1', '\r', '\n'};
    StoredTopic orders = claimed("orders");
    orders.append(1, new Keep(1, all, lines), new Keep(2, new byte[0], new byte[0]), new Note("all", all), new Note("empty", new byte[0]));
    StoredTopic.Content content = orders.content();
    assertArrayEquals(all, content.envelopes().get(1L));
    assertArrayEquals(new byte[0], content.envelopes().get(2L));
    assertArrayEquals(all, content.notes().get("all"));
    assertArrayEquals(new byte[0], content.notes().get("empty"));
    assertArrayEquals(lines, orders.bodies(1L).get(1L));
    assertArrayEquals(new byte[0], orders.bodies(2L).get(2L));
  }

  @Test
  void sequencesAreAnyPositiveNumber() {
    StoredTopic orders = claimed("orders");
    List<Long> odd = List.of(1L, 9L, 10L, Integer.MAX_VALUE + 1L, (1L << 53) - 1, 1L << 53, (1L << 53) + 1, Long.MAX_VALUE - 1, Long.MAX_VALUE);
    orders.append(1, odd.stream().<Effect>map(MessageStoreFencingContract::keep).toList());
    assertEquals(odd, orders.sequences());
    assertEquals(odd, List.copyOf(new TreeMap<>(orders.bodies(odd)).keySet()));
  }

  @Test
  void namesOfNotesAreAnyText() {
    StoredTopic orders = claimed("orders");
    orders.append(1, ODD_NAMES.stream().<Effect>map(name -> new Note(name, bytes(name))).toList());
    Map<String, byte[]> notes = orders.content().notes();
    assertEquals(new TreeSet<>(ODD_NAMES), notes.keySet());
    notes.forEach((name, value) -> assertBody(name, value));
  }

  @Test
  void oddNamesOfTopicsAreTopicsOfTheirOwn() {
    for (String name : ODD_NAMES) {
      assertEquals(new Granted(0), topic(name, FENCE).claim(), name);
      assertEquals(new Applied(), topic(name, FENCE).append(1, new Keep(1, bytes(name), bytes("body of " + name)), new Note("name", bytes(name))), name);
    }
    for (String name : ODD_NAMES) {
      StoredTopic topic = topic(name, LATER);
      assertEquals(new Granted(1), topic.claim(), name);
      assertBody(name, topic.content().envelopes().get(1L));
      assertBody(name, topic.content().notes().get("name"));
      assertBody("body of " + name, topic.bodies(1L).get(1L));
    }
    assertEquals(new TreeSet<>(ODD_NAMES), new TreeSet<>(topics(Optional.empty(), 1_000)));
  }

  @Test
  void thousandsOfMessagesAndNotesAreLoadedInPages() {
    int many = 5_000;
    StoredTopic orders = claimed("orders");
    long number = 0;
    for (long from = 1; from <= many; from += 1_000) {
      orders.append(++number, LongStream.range(from, from + 1_000).<Effect>mapToObj(MessageStoreFencingContract::keep).toList());
    }
    for (int from = 0; from < many; from += 1_000) {
      orders.append(++number, LongStream.range(from, from + 1_000).<Effect>mapToObj(i -> new Note("note " + i, bytes("value " + i))).toList());
    }
    assertTrue(orders.pages().size() > 1, "one page holds all");
    StoredTopic.Content content = orders.content();
    assertEquals(LongStream.rangeClosed(1, many).boxed().toList(), List.copyOf(content.envelopes().keySet()));
    assertEquals(many, content.notes().size());
    content.envelopes().forEach((sequence, bytes) -> assertBody("envelope " + sequence, bytes));
    content.notes().forEach((name, value) -> assertBody(name.replace("note", "value"), value));
  }

  @Test
  void aBatchOfAThousandMessagesOfAKilobyteIsReadBackWhole() {
    Random random = new Random(7);
    List<Effect> batch = new ArrayList<>();
    for (long sequence = 1; sequence <= 1_000; sequence++) batch.add(new Keep(sequence, random(random, 200), random(random, 1_024 - 240)));
    StoredTopic orders = claimed("orders");
    assertEquals(new Applied(), orders.append(1, batch));
    Map<Long, byte[]> bodies = orders.bodies(LongStream.rangeClosed(1, 1_000).boxed().toList());
    for (Effect effect : batch) assertArrayEquals(((Keep) effect).body(), bodies.get(((Keep) effect).sequence()));
  }

  @Test
  void aSingleMessageMayHaveTheLargestBodyThereIs() {
    byte[] body = random(new Random(8), QueueLimits.BODY_BYTES);
    StoredTopic orders = claimed("orders");
    assertEquals(new Applied(), orders.append(1, new Keep(1, bytes("large"), body)));
    assertEquals(new Applied(), orders.append(2, new Keep(2, bytes("large"), body)));
    Map<Long, byte[]> bodies = orders.bodies(1L, 2L);
    assertArrayEquals(body, bodies.get(1L));
    assertArrayEquals(body, bodies.get(2L));
  }

  @Test
  void aBatchOfOneStepMayBeLargerThanOneOfMany() {
    Random random = new Random(9);
    int half = MessageStore.STEP_BYTES / 2 - 40;
    List<Effect> step = new ArrayList<>();
    for (long sequence = 1; sequence <= 2; sequence++) step.add(new Keep(sequence, random(random, 100), random(random, half - 100)));
    assertEquals(MessageStore.STEP_BYTES, step.stream().mapToInt(Effect::bytes).sum());
    StoredTopic orders = claimed("orders");
    assertEquals(new Applied(), orders.append(1, step));
    Map<Long, byte[]> bodies = orders.bodies(1L, 2L);
    for (Effect effect : step) assertArrayEquals(((Keep) effect).body(), bodies.get(((Keep) effect).sequence()));
  }

  @Test
  void aBatchMayBeFullOfTheSmallestEffects() {
    int many = MessageStore.BATCH_BYTES / new Forget(1).bytes();
    StoredTopic orders = claimed("orders");
    orders.append(1, keep(1), keep(many), keep(many + 1));
    assertEquals(new Applied(), orders.append(2, LongStream.rangeClosed(1, many).<Effect>mapToObj(Forget::new).toList()));
    assertEquals(List.of(many + 1L), orders.sequences());
  }

  private static byte[] random(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
