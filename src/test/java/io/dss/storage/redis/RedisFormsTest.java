package io.dss.storage.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.queue.Effect;
import io.dss.queue.Effect.Change;
import io.dss.queue.Effect.Erase;
import io.dss.queue.Effect.Forget;
import io.dss.queue.Effect.Note;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.util.JedisClusterCRC16;

/** Keys, batches, cursors and reports, without a server. */
class RedisFormsTest {
  private static String meta(String topic) {
    return Keys.text(Keys.of(topic).meta());
  }

  @Test
  void aReadableNameStaysReadableInItsKeys() {
    assertEquals("dss:{orders.eu/2024:ü}:meta", meta("orders.eu/2024:ü"));
    assertEquals("dss:{a%7Bb%7Dc%25%20}:meta", meta("a{b}c% "));
  }

  @Test
  void differentNamesHaveDifferentKeysAndOneTopicIsOneSlot() {
    List<String> names = List.of("%7B", "{", "}", "{}", "%", "%25", " ", "%20", "\u007f", "a", "A", "dss:", "x}:meta", "x");
    TreeSet<String> keys = new TreeSet<>();
    for (String name : names) {
      keys.add(meta(name));
      Keys of = Keys.of(name);
      int slot = JedisClusterCRC16.getSlot(of.meta());
      for (byte[] key : List.of(of.envelopes(), of.bodies(), of.notes())) assertEquals(slot, JedisClusterCRC16.getSlot(key), name);
    }
    assertEquals(names.size(), keys.size());
  }

  private static List<String> arguments(Effect... effects) {
    return new Batch(List.of(effects)).arguments().stream().map(Keys::text).toList();
  }

  @Test
  void aBatchIsSentAsWhatItComesTo() {
    assertEquals(List.of("0", "0", "0", "0", "0", "0"), arguments());
    assertEquals(List.of("1", "1", "1", "1", "1", "1", "1", "late", "2", "1", "body 1", "2", "a", "x", "b"),
        arguments(StoreOnServer.keep(1), new Change(1, "late".getBytes()), StoreOnServer.keep(2), new Forget(2), new Note("b", new byte[0]), new Erase("b"),
            new Erase("a"), new Note("a", "x".getBytes())));
  }

  @Test
  void onlyMessagesThatAreLeftMakeABatchOneThatKeeps() {
    assertTrue(new Batch(List.of(StoreOnServer.keep(1))).keeps());
    assertFalse(new Batch(List.of(StoreOnServer.keep(1), new Forget(1), new Change(2, new byte[9]), new Note("n", new byte[9]))).keeps());
  }

  @Test
  void aCursorGoesOverEnvelopesThenNotes() {
    PageCursor first = PageCursor.of(Optional.empty());
    PageCursor second = first.next("17", "run").orElseThrow();
    assertEquals(second, PageCursor.of(Optional.of(second.form())));
    PageCursor notes = second.next("0", "run").orElseThrow();
    assertTrue(notes.ofNotes());
    assertEquals(Optional.empty(), PageCursor.of(Optional.of(notes.form())).next("0", "run"));
    assertThrows(IllegalArgumentException.class, () -> PageCursor.of(Optional.of("no cursor")));
  }

  private static Optional<String> refusal(String info) {
    return ServerReport.of(info, Optional.of("always"), Optional.of("no")).refusal("h:1");
  }

  @Test
  void versionsAreComparedAsNumbers() {
    assertTrue(refusal("redis_version:6.0.16").orElseThrow().contains("6.0.16"));
    assertTrue(refusal("redis_version:3.2.100").isPresent());
    for (String good : List.of("6.2.0", "6.10.0", "7.0.15", "10.0.0", "255.255.255")) assertEquals(Optional.empty(), refusal("redis_version:" + good), good);
  }

  @Test
  void onlyPoliciesThatEvictAnyKeyAreRefused() {
    for (String policy : List.of("allkeys-lru", "allkeys-lfu", "allkeys-random")) assertTrue(refusal("redis_version:7.0.0\r\nmaxmemory_policy:" + policy).isPresent());
    for (String policy : List.of("noeviction", "volatile-lru", "volatile-ttl")) assertEquals(Optional.empty(), refusal("maxmemory_policy:" + policy + "\r\n"));
  }
}
