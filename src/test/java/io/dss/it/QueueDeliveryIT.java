package io.dss.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** From the delivery to the ack, and who gets what. */
@ExtendWith(Trio.Given.class)
class QueueDeliveryIT {
  @Test
  void whatIsNotAcknowledgedInTimeComesAgainFirstInLine(Trio trio) throws Exception {
    Topic topic = Topic.of(trio, "VISIBILITY");
    String id = topic.published(0, "'data':1");
    long sent = System.nanoTime();
    topic.taken(1, "'visibility':1");
    topic.published(0, "'data':2");
    JsonObject second = topic.taken(2, "");
    JsonObject again = topic.taken(2, "'wait':10");
    assertTrue(System.nanoTime() - sent >= TimeUnit.SECONDS.toNanos(1), "early");
    assertEquals(id, again.getString("id"));
    assertEquals(2, again.getInt("attempts"));
    topic.ackedAll(0, List.of(second, again));
    assertEquals(0, topic.counts(1).all());
  }

  @Test
  void theReceiptOfAnOlderDeliveryIsRefusedByEveryCall(Trio trio) throws Exception {
    Topic topic = Topic.of(trio, "STALE");
    topic.published(0, "'data':1");
    JsonObject first = topic.taken(1, "'visibility':0.3");
    JsonObject second = topic.taken(2, "'wait':10");
    assertNotEquals(first.getString("receipt"), second.getString("receipt"));
    int node = 0;
    for (String verb : List.of("ack", "nack", "extend")) {
      Reply stale = topic.call(node++, "/queue/" + verb, Topic.reference(first));
      assertEquals(409, stale.status(), verb + ": " + stale.body());
      assertEquals("stale_receipt", stale.code());
      JsonObject item = Topic.results(topic.call(1, "/queue/" + verb, Topic.list(List.of(first)))).get(0);
      assertFalse(item.getBoolean("success"), verb + ": " + item);
      assertEquals("stale_receipt", item.getString("reason"));
    }
    assertEquals(new Topic.Counts(0, 1, 0, 0), topic.counts(0));
    topic.acked(0, second);
  }

  @Test
  void withoutAReceiptTheCurrentDeliveryIsAcknowledgedAndSoIsAMessageThatIsReadyAgain(Trio trio) throws Exception {
    Topic topic = Topic.of(trio, "NO_RECEIPT");
    String id = topic.published(0, "'data':1");
    topic.taken(1, "'visibility':0.2");
    trio.nodes().await("it is ready again", Duration.ofSeconds(5), () -> TopicWatch.counts(topic, 0, counts -> counts.ready() == 1));
    assertTrue(topic.call(2, "/queue/ack", "'message_id':'" + id + "'").success());
    topic.assertNothing(0, "");
    Reply unknown = topic.call(1, "/queue/ack", "'message_id':'" + id + "'");
    assertEquals(200, unknown.status());
    assertEquals("not_found", unknown.json().getString("reason"), unknown.body());
  }

  @Test
  void aListIsAnsweredItemByItem(Trio trio) throws Exception {
    Topic topic = Topic.of(trio, "ITEMS");
    topic.publishedBatch(0, 0, 3);
    List<JsonObject> taken = topic.takenUpTo(1, 3, "");
    topic.acked(2, taken.get(1));
    List<JsonObject> results = Topic.results(topic.call(0, "/queue/ack", Topic.list(taken)));
    assertEquals(List.of(true, false, true), results.stream().map(result -> result.getBoolean("success")).toList());
    assertEquals("not_found", results.get(1).getString("reason"));
    assertEquals(Topic.ids(taken), results.stream().map(result -> result.getString("message_id")).toList());
  }

  @Test
  void aMessageThatIsGivenBackComesAtOnceOrAfterTheDelayThatWasAskedFor(Trio trio) throws Exception {
    Topic topic = Topic.of(trio, "NACKED");
    topic.published(0, "'data':1");
    JsonObject first = topic.taken(1, "");
    assertTrue(topic.call(2, "/queue/nack", Topic.reference(first) + ",'reason':'not now'").success());
    JsonObject second = topic.taken(0, "");
    assertEquals(2, second.getInt("attempts"));
    long sent = System.nanoTime();
    assertTrue(topic.call(1, "/queue/nack", Topic.reference(second) + ",'delay':1").success());
    assertEquals(new Topic.Counts(0, 0, 1, 0), topic.counts(2));
    JsonObject third = topic.taken(2, "'wait':10");
    assertTrue(System.nanoTime() - sent >= TimeUnit.SECONDS.toNanos(1), "early");
    assertEquals(3, third.getInt("attempts"));
    topic.acked(0, third);
  }

  @Test
  void backOffGrowsWithEveryFailure(Trio trio) throws Exception {
    Topic topic = Topic.of(trio, "BACK_OFF");
    topic.configured(0, "'backoff':{'initial':0.3,'multiplier':3,'max':60,'jitter':0}");
    topic.published(1, "'data':1");
    JsonObject message = topic.taken(2, "");
    for (long millis : new long[] {300, 900}) {
      long sent = System.nanoTime();
      assertTrue(topic.call(0, "/queue/nack", Topic.reference(message)).success());
      message = topic.taken(1, "'wait':10");
      long rested = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - sent);
      assertTrue(rested >= millis, "rested " + rested + " ms and not " + millis);
    }
    topic.acked(0, message);
  }

  @Test
  void anExtendedDeliveryIsNotGivenToAnotherUntilItsNewTimeIsOver(Trio trio) throws Exception {
    Topic topic = Topic.of(trio, "EXTENDED");
    topic.published(0, "'data':1");
    JsonObject message = topic.taken(1, "'visibility':1");
    Reply extended = topic.call(2, "/queue/extend", Topic.reference(message) + ",'visibility':30");
    assertTrue(extended.success(), extended.body());
    topic.assertNothing(0, "'wait':2");
    topic.acked(0, message);
    assertFalse(topic.call(1, "/queue/extend", Topic.reference(message) + ",'visibility':30").success());
  }

  @Test
  void messagesOfOneKeyStayInOrderAndThoseOfOthersDoNotWaitForThem(Trio trio) throws Exception {
    Topic topic = Topic.of(trio, "ORDERED");
    for (String key : List.of("a", "a", "b", "a", "b")) topic.published(0, "'data':'" + key + "','key':'" + key + "'");
    List<String> ofA = new ArrayList<>();
    JsonObject a = topic.taken(0, "");
    JsonObject b = topic.taken(1, "");
    assertEquals(List.of("a", "b"), List.of(a.getString("data"), b.getString("data")));
    topic.assertNothing(2, "");
    for (int i = 0; i < 3; i++) {
      ofA.add(a.getString("id"));
      assertEquals("a", a.getString("key"));
      // Given back once: the next of its key must not overtake it.
      assertTrue(topic.call(1, "/queue/nack", Topic.reference(a)).success());
      JsonObject again = topic.taken(2, "");
      assertEquals(a.getString("id"), again.getString("id"));
      topic.acked(0, again);
      if (i < 2) a = topic.taken(1, "");
    }
    assertEquals(3, ofA.stream().distinct().count());
    topic.assertNothing(2, "");
    topic.acked(2, b);
    assertEquals("b", topic.taken(0, "").getString("key"));
  }

  @Test
  void aKeyStaysWithTheConsumerThatHadItsLastMessage(Trio trio) throws Exception {
    Topic topic = Topic.of(trio, "STICKY");
    topic.published(0, "'data':1,'key':'k'");
    JsonObject first = topic.taken(0, "'consumer_id':'one'");
    topic.published(1, "'data':2,'key':'k'");
    topic.acked(1, first);
    topic.assertNothing(2, "'consumer_id':'two'");
    JsonObject second = topic.taken(1, "'consumer_id':'one'");
    assertEquals(2, second.getInt("data"));
    topic.published(0, "'data':3,'key':'k'");
    topic.acked(0, second);
    // One asks for nothing any more: its keys become free.
    JsonObject third = topic.taken(2, "'consumer_id':'two','wait':20");
    assertEquals(3, third.getInt("data"));
    topic.acked(2, third);
  }

  @Test
  void everyGroupGetsEveryMessageOnceAndItsMembersShareThem(Trio trio) throws Exception {
    Topic topic = Topic.of(trio, "GROUPS");
    topic.published(0, "'data':1");
    topic.assertNothing(1, "'group':'audit'");
    topic.publishedBatch(2, 2, 6);
    assertEquals(IntStream.rangeClosed(1, 7).boxed().toList(), data(topic.takenUpTo(0, 10, "")));
    List<JsonObject> shared = new ArrayList<>();
    for (int i = 0; i < 6; i++) shared.add(topic.taken(i % Trio.SIZE, "'group':'audit','consumer_id':'c" + i % 2 + "'"));
    assertEquals(IntStream.rangeClosed(2, 7).boxed().toList(), data(shared));
    topic.assertNothing(0, "'group':'audit'");
    for (JsonObject message : shared) {
      assertTrue(topic.call(1, "/queue/ack", "'group':'audit'," + Topic.reference(message)).success());
    }
    assertEquals(new Topic.Counts(0, 7, 0, 0), topic.counts(2), "what one group acknowledged is still due to the other");
  }

  private static List<Integer> data(List<JsonObject> messages) {
    return messages.stream().map(message -> message.getInt("data")).toList();
  }
}
