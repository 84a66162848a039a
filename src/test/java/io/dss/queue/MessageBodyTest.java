package io.dss.queue;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.kernel.MalformedBinary;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MessageBodyTest {
  private static final byte[] JSON = "{\"order_id\":\"ORD101 \u00e4\"}".getBytes(StandardCharsets.UTF_8);

  @Test
  void headersAndDataComeBackAsTheyWere() {
    MessageBody read = MessageBody.decoded(MessageBody.of(Map.of("b", "2", "a", "\u00fc"), JSON).encoded());
    assertEquals(Map.of("a", "\u00fc", "b", "2"), read.headers());
    assertArrayEquals(JSON, read.json());
  }

  @Test
  void equalHeadersHaveOneFormInWhateverOrderTheyCame() {
    Map<String, String> one = new java.util.LinkedHashMap<>();
    one.put("x", "1");
    one.put("a", "2");
    assertArrayEquals(MessageBody.of(Map.of("a", "2", "x", "1"), JSON).encoded(), MessageBody.of(one, JSON).encoded());
  }

  @Test
  void aDeathTravelsInHeadersAndTheLatestIsTold() {
    Death first = new Death(Death.REJECTED, "bad", "orders", "default", 1, 5);
    Death second = new Death(Death.MAX_ATTEMPTS, "", "failed", "other", 1, 9);
    MessageBody read = MessageBody.decoded(MessageBody.of(Map.of("mine", "kept"), JSON).died(first, "orders", "m1").died(second, "failed", "dead-1").encoded());
    assertEquals("kept", read.headers().get("mine"));
    assertEquals("max_attempts", read.headers().get(MessageBody.DEATH_REASON));
    assertEquals("orders", read.headers().get(MessageBody.DEATH_ORIGIN), "where it was first published to");
    assertEquals("other", read.headers().get(MessageBody.DEATH_GROUP));
    assertEquals("2", read.headers().get(MessageBody.DEATH_HOPS));
    assertEquals("9", read.headers().get(MessageBody.DEATH_AT));
    assertEquals("orders\nfailed", read.headers().get(MessageBody.DEATH_PATH));
    assertEquals("m1", read.headers().get(MessageBody.DEATH_MESSAGE_ID), "the id its producer gave it");
    assertEquals(9, read.headers().size());
    assertArrayEquals(JSON, read.json());
  }

  @Test
  void aMessageKnowsWhereItHasDied() {
    MessageBody fresh = MessageBody.of(Map.of(), JSON);
    Death death = new Death(Death.REJECTED, "", "a", "default", 1, 5);
    MessageBody dead = fresh.died(death, "a", "m").died(death, "b", "m");
    assertFalse(fresh.diedIn("a"));
    assertTrue(dead.diedIn("a"));
    assertTrue(dead.diedIn("b"));
    assertFalse(dead.diedIn("c"));
  }

  @Test
  void everyCutFormIsRefused() {
    byte[] whole = MessageBody.of(Map.of("a", "1", "b", "2"), JSON).encoded();
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThrows(MalformedBinary.class, () -> MessageBody.decoded(cut), "cut to " + length);
    }
    assertThrows(MalformedBinary.class, () -> MessageBody.decoded(Arrays.copyOf(whole, whole.length + 1)));
  }
}
