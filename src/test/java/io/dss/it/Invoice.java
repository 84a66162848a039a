package io.dss.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The message that is taken and not acknowledged: with the usual visibility it comes again after thirty seconds and not before.
 *
 * @param sentNanos when the first consume was sent; the delivery is later
 * @param answeredNanos when it was answered; the delivery is earlier
 */
record Invoice(Topic topic, String id, JsonObject firstDelivery, long sentNanos, long answeredNanos) {
  private static final long VISIBILITY_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final long LATEST_NANOS = TimeUnit.SECONDS.toNanos(32);

  static Invoice taken(Topic topic, int publisher, int consumer) throws Exception {
    String id = topic.published(publisher, "'data':{'order_id':'ORD101'}");
    long sent = System.nanoTime();
    JsonObject delivery = topic.taken(consumer, "");
    assertEquals(id, delivery.getString("id"));
    assertEquals("ORD101", delivery.getJsonObject("data").getString("order_id"));
    assertEquals(1, delivery.getInt("attempts"));
    assertFalse(delivery.getBoolean("redelivered"));
    return new Invoice(topic, id, delivery, sent, System.nanoTime());
  }

  /** Somebody waits for it all the time: when he gets it is when it became visible. */
  void comesAgainOnTimeAndNeverAfterItsAck(int consumer, int other) throws Exception {
    assertTrue(System.nanoTime() - sentNanos < VISIBILITY_NANOS, "the test came too late to see when the message came");
    JsonObject again = awaited(consumer);
    long arrivedNanos = System.nanoTime();
    assertEquals(id, again.getString("id"));
    assertEquals(2, again.getInt("attempts"));
    assertTrue(again.getBoolean("redelivered"));
    assertEquals(firstDelivery.get("data"), again.get("data"));
    assertTrue(arrivedNanos - sentNanos >= VISIBILITY_NANOS, () -> "after " + (arrivedNanos - sentNanos) / 1_000_000 + " ms");
    assertTrue(arrivedNanos - answeredNanos <= LATEST_NANOS, () -> "after " + (arrivedNanos - answeredNanos) / 1_000_000 + " ms");
    topic.acked(other, again);
    assertEquals(new Topic.Counts(0, 0, 0, 0), topic.counts(consumer));
    for (int node = 0; node < topic.urls().size(); node++) topic.assertNothing(node, "'wait':0.3");
    assertEquals("not_found", topic.ack(consumer, again).json().getString("reason"));
  }

  private JsonObject awaited(int consumer) throws Exception {
    while (true) {
      CompletableFuture<Reply> waiting = topic.consuming(consumer, "'wait':20");
      Reply reply = waiting.get(25, TimeUnit.SECONDS);
      if (Topic.message(reply).isPresent()) return Topic.message(reply).get();
      assertTrue(System.nanoTime() - answeredNanos < LATEST_NANOS, "it did not come again");
    }
  }
}
