package io.dss.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a publish may ask for. */
@ExtendWith(Trio.Given.class)
class QueuePublishIT {
  private static List<Integer> numbers(List<JsonObject> messages) {
    return messages.stream().map(message -> ((JsonNumber) message.get("data")).intValue()).toList();
  }

  @Test
  void aBatchIsStoredWholeInItsOrderAndTakenAsOne(Trio trio) throws Exception {
    Topic topic = Topic.of(trio, "BATCH");
    List<String> ids = topic.publishedBatch(0, 0, 1_000);
    assertEquals(1_000, new TreeSet<>(ids).size());
    List<JsonObject> taken = topic.takenUpTo(1, 1_000, "");
    assertEquals(ids, Topic.ids(taken));
    assertEquals(IntStream.range(0, 1_000).boxed().toList(), numbers(taken));
    topic.ackedAll(2, taken);
    assertEquals(0, topic.counts(0).all());
  }

  @Test
  void oneBadMessageKeepsTheWholeBatchOut(Trio trio) throws Exception {
    Topic topic = Topic.of(trio, "ALL_OR_NONE");
    Reply refused = topic.publish(0, "'messages':[{'data':1},{'data':2,'ttl':-1}]");
    assertEquals(400, refused.status(), refused.body());
    topic.assertNothing(1, "");
  }

  @Test
  void aDelayedMessageComesWhenItsDelayIsOverAndNotBefore(Trio trio) throws Exception {
    Topic topic = Topic.of(trio, "DELAYED");
    long sent = System.nanoTime();
    topic.published(0, "'data':1,'delay':1");
    JsonObject message = topic.taken(2, "'wait':10");
    assertTrue(System.nanoTime() - sent >= TimeUnit.SECONDS.toNanos(1), "early");
    topic.acked(0, message);
    topic.published(0, "'data':2,'delay':315360000");
    topic.assertNothing(1, "");
    assertEquals(new Topic.Counts(0, 0, 1, 0), topic.counts(2));
  }

  @Test
  void whatOutlivesItsTtlIsForgottenOrDies(Trio trio) throws Exception {
    Topic topic = Topic.of(trio, "EXPIRING");
    topic.published(0, "'data':1,'ttl':0.4");
    topic.published(0, "'data':2,'ttl':0");
    topic.published(0, "'data':3,'ttl':600");
    trio.nodes().await("the first two are forgotten", Duration.ofSeconds(10), () -> TopicWatch.counts(topic, 1, counts -> counts.all() == 1));
    JsonObject message = topic.taken(1, "");
    assertEquals(3, message.getInt("data"));
    topic.acked(1, message);
    topic.configured(2, "'dead_letter_expired':true");
    String id = topic.published(0, "'data':4,'ttl':0.3");
    JsonObject dead = topic.dead().taken(1, "'wait':10");
    assertEquals(id, dead.getString("id"));
    assertEquals("expired", dead.getJsonObject("dead").getString("reason"));
    topic.dead().acked(2, dead);
    topic.assertNothing(0, "");
  }

  @Test
  void urgentMessagesGoFirstButNothingStarves(Trio trio) throws Exception {
    Topic topic = Topic.of(trio, "PRIORITIES");
    for (int priority : List.of(0, 9, 4)) topic.published(priority % Trio.SIZE, "'data':" + priority + ",'priority':" + priority);
    topic.published(0, "'data':44");
    assertEquals(List.of(9, 4, 44, 0), numbers(topic.takenUpTo(1, 10, "")));
    Topic starving = Topic.of(trio, "STARVING");
    starving.published(0, "'data':0,'priority':0");
    String urgent = String.join(",", IntStream.range(1, 100).mapToObj(number -> "{'data':" + number + ",'priority':9}").toList());
    assertTrue(starving.publish(1, "'messages':[" + urgent + "]").success());
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < 20; i++) order.add(starving.taken(i % Trio.SIZE, "").getInt("data"));
    assertTrue(order.contains(0), "the oldest message is not among the first 20: " + order);
    assertNotEquals(0, order.get(0));
  }

  @Test
  void aProducersOwnIdIsPublishedOnce(Trio trio) throws Exception {
    Topic topic = Topic.of(trio, "OWN_ID");
    Reply first = topic.publish(0, "'data':1,'message_id':'order-17'");
    assertEquals("order-17", first.json().getString("message_id"), first.body());
    assertFalse(first.json().getBoolean("duplicate"), first.body());
    Reply second = topic.publish(1, "'data':1,'message_id':'order-17'");
    assertTrue(second.json().getBoolean("duplicate"), second.body());
    JsonObject message = topic.taken(2, "");
    assertEquals("order-17", message.getString("id"));
    topic.acked(0, message);
    assertTrue(topic.publish(2, "'data':1,'message_id':'order-17'").json().getBoolean("duplicate"), "remembered after it is done");
    topic.assertNothing(1, "");
  }

  @Test
  void anIdempotencyKeyReturnsTheFirstResultFromAnyNode(Trio trio) throws Exception {
    Topic topic = Topic.of(trio, "KEYED");
    Reply first = topic.keyed(0, "/queue/publish", "it-publish-1", "'data':1");
    assertTrue(first.success(), first.body());
    Reply repeated = topic.keyed(2, "/queue/publish", "it-publish-1", "'data':1");
    assertEquals(first.json().getString("message_id"), repeated.json().getString("message_id"));
    Reply other = topic.keyed(1, "/queue/publish", "it-publish-1", "'data':2");
    assertEquals(422, other.status(), other.body());
    assertEquals("idempotency_key_reused", other.code());
    JsonObject message = topic.taken(1, "");
    topic.assertNothing(0, "");
    String settled = Topic.reference(message);
    assertTrue(topic.keyed(0, "/queue/ack", "it-ack-1", settled).success());
    assertTrue(topic.keyed(1, "/queue/ack", "it-ack-1", settled).success(), "without the key it would be not_found");
    assertFalse(topic.call(2, "/queue/ack", settled).success());
  }

  @Test
  void aFullTopicRejectsExactly(Trio trio) throws Exception {
    Topic topic = Topic.of(trio, "REJECTING");
    topic.configured(0, "'max_length':5,'on_full':'reject'");
    topic.publishedBatch(1, 0, 4);
    assertFull(topic.publish(2, "'messages':[{'data':4},{'data':5}]"), "max_length");
    topic.published(2, "'data':4");
    assertFull(topic.publish(0, "'data':5"), "max_length");
    assertEquals(new Topic.Counts(5, 0, 0, 0), topic.counts(1));
    JsonObject taken = topic.taken(1, "");
    assertFull(topic.publish(0, "'data':5"), "max_length");
    topic.acked(1, taken);
    topic.published(0, "'data':5");
    assertFull(topic.publish(1, "'data':6"), "max_length");
    assertEquals(List.of(1, 2, 3, 4, 5), numbers(topic.takenUpTo(2, 10, "")));
  }

  @Test
  void aTopicOfManyBytesRejectsToo(Trio trio) throws Exception {
    Topic topic = Topic.of(trio, "BYTES");
    topic.configured(0, "'max_bytes':10000,'on_full':'reject'");
    String kilobyte = "'data':'" + "x".repeat(1_000) + "'";
    int taken = 0;
    while (topic.publish(1, kilobyte).status() == 200) taken++;
    assertTrue(taken >= 8 && taken <= 9, taken + " messages of a little over 1,000 bytes fit into 10,000");
    assertFull(topic.publish(2, kilobyte), "max_bytes");
    topic.published(0, "'data':1");
  }

  @Test
  void aFullTopicDropsItsOldestIfThatIsWished(Trio trio) throws Exception {
    Topic topic = Topic.of(trio, "DROPPING");
    topic.configured(0, "'max_length':5,'on_full':'drop_oldest'");
    topic.publishedBatch(1, 0, 5);
    topic.published(2, "'data':5");
    topic.publishedBatch(0, 6, 2);
    assertEquals(new Topic.Counts(5, 0, 0, 0), topic.counts(1));
    assertEquals(List.of(3, 4, 5, 6, 7), numbers(topic.takenUpTo(2, 10, "")));
  }

  private static void assertFull(Reply reply, String limit) {
    assertEquals(429, reply.status(), reply.body());
    assertEquals("topic_full", reply.code(), reply.body());
    assertTrue(reply.json().getString("detail").contains(limit), reply.body());
  }
}
