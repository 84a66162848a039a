package io.dss.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Publish, consume and acknowledge through whichever node. The message that needs half a minute is waited for beside all other tests. */
@ExtendWith(Trio.Given.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class QueueCallsIT {
  private static final Duration SOON = Duration.ofSeconds(5);
  private static FutureTask<Void> invoice;

  @BeforeAll
  static void anInvoiceIsTakenAndNotAcknowledged(Trio trio) throws Exception {
    Invoice taken = Invoice.taken(Topic.of(trio, "INVOICES"), 0, 1);
    invoice = new FutureTask<>(() -> {
      taken.comesAgainOnTimeAndNeverAfterItsAck(2, 0);
      return null;
    });
    new Thread(invoice, "invoice").start();
  }

  @Test
  @Order(Integer.MAX_VALUE)
  void theInvoiceComesAgainAfterThirtySecondsAndNotBeforeAndNeverAfterItsAck() throws Exception {
    invoice.get(60, TimeUnit.SECONDS);
  }

  @Test
  void whatOneNodeTookAnotherHandsOutAndAThirdAcknowledges(Trio trio) throws Exception {
    Topic topic = Topic.of(trio, "ROUND");
    String owner = topic.owner(0);
    for (int node = 0; node < Trio.SIZE; node++) {
      Reply published = topic.publish(node, "'data':" + node);
      assertTrue(published.success(), published.body());
      assertEquals("ROUND", published.json().getString("topic"));
      assertEquals(owner, published.json().getString("owner"), "every node knows the one owner");
      assertEquals(owner, topic.owner(node));
      assertFalse(published.json().getBoolean("duplicate", false));
      JsonObject message = topic.taken((node + 1) % Trio.SIZE, "'consumer_id':'worker'");
      assertEquals(published.json().getString("message_id"), message.getString("id"));
      assertEquals(node, message.getInt("data"));
      assertEquals("ROUND", message.getString("topic"));
      topic.acked((node + 2) % Trio.SIZE, message);
      topic.assertNothing(node, "");
    }
  }

  @Test
  void anEmptyTopicAnswersAtOnceAndWithSuccess(Trio trio) throws Exception {
    Reply reply = Topic.of(trio, "NEVER_PUBLISHED").call(1, "/queue/consume", "");
    assertTrue(reply.success(), reply.body());
    assertEquals(JsonValue.NULL, reply.json().get("message"));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {"null", "false", "1.5e-3", "[]", "[1,[2,null]]", "'{\"deep\":{\"er\":[{}]},\"empty\":\"\"}'", "'\"umlaut ü, snow ☃, clef \uD834\uDD1E\"'",
      "12345678901234567890123"})
  void everyKindOfJsonComesBackAsItWasSent(String data, Trio trio) throws Exception {
    Topic topic = Topic.of(trio, "KINDS");
    topic.published(0, "'headers':{'trace':'a b','empty':''},'data':" + data);
    JsonObject message = topic.taken(1, "");
    assertEquals(Json.createReader(new StringReader(data)).readValue(), message.get("data"));
    assertEquals(Json.createObjectBuilder().add("trace", "a b").add("empty", "").build(), message.getJsonObject("headers"));
    topic.acked(2, message);
  }

  @Test
  void aNameOfAnyCharactersIsOneTopicForEveryCall(Trio trio) throws Exception {
    Topic topic = Topic.of(trio, "a/b c;ü+☃%41");
    topic.published(0, "'data':1");
    assertEquals(1, topic.description(1).getInt("ready"));
    topic.acked(1, topic.taken(2, ""));
    assertEquals(0, topic.description(0).getInt("ready"));
  }

  @Test
  void aLongPollIsWokenByThePublishAndNotLater(Trio trio) throws Exception {
    Topic topic = Topic.of(trio, "POLLED").used(0);
    CompletableFuture<Reply> waiting = topic.consuming(2, "'wait':20");
    CompletableFuture<Long> wokenAt = waiting.thenApply(reply -> System.nanoTime());
    trio.nodes().await("the consumer waits", SOON, () -> TopicWatch.waiting(topic, 0) == 1);
    assertFalse(waiting.isDone());
    topic.published(1, "'data':'now'");
    long published = System.nanoTime();
    JsonObject message = Topic.message(waiting.get(5, TimeUnit.SECONDS)).orElseThrow();
    assertEquals("now", message.getString("data"));
    long millis = TimeUnit.NANOSECONDS.toMillis(wokenAt.get() - published);
    assertTrue(millis < 1_000, "woken " + millis + " ms after the publish was answered");
    topic.acked(0, message);
  }

  @Test
  void aLongPollThatIsInVainEndsWhenItsTimeIsOver(Trio trio) throws Exception {
    long began = System.nanoTime();
    Topic.of(trio, "IN_VAIN").assertNothing(1, "'wait':0.7");
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
    assertTrue(millis >= 700 && millis < 3_000, millis + " ms");
  }

  @Test
  void aConsumerThatHungUpWhileItWaitedTakesNothingAway(Trio trio) throws Exception {
    Topic topic = Topic.of(trio, "HUNG_UP").used(0);
    try (RawCall gone = RawCall.post(trio.port(1), "/queue/consume", "{\"topic\":\"HUNG_UP\",\"wait\":20,\"visibility\":1}")) {
      trio.nodes().await("it waits", SOON, () -> TopicWatch.waiting(topic, 0) == 1);
      gone.hangUp();
    }
    topic.published(0, "'data':1");
    // Whether its node noticed the end of the connection or not: at worst the message comes when that delivery's second is over.
    JsonObject message = topic.taken(2, "'wait':5");
    topic.acked(2, message);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', nullValues = "-", value = {
      "/queue/publish | 'data':1,'priority':10 | out_of_range | priority",
      "/queue/publish | - | missing_field | data",
      "/queue/publish | 'data':1,'delay':-1 | out_of_range | delay",
      "/queue/publish | 'data':1,'headers':{'a':1} | wrong_type | headers",
      "/queue/publish | 'messages':[] | out_of_range | messages",
      "/queue/publish | 'messages':[{'data':1},{'data':2,'priority':true}] | wrong_type | messages[1].priority",
      "/queue/consume | 'max':0 | out_of_range | max",
      "/queue/consume | 'max':1001 | out_of_range | max",
      "/queue/consume | 'wait':20.1 | out_of_range | wait",
      "/queue/consume | 'visibility':0 | out_of_range | visibility",
      "/queue/ack | - | missing_field | message_id",
      "/queue/nack | 'message_id':'x','delay':'soon' | wrong_type | delay",
      "/queue/extend | 'message_id':'x','visibility':43201 | out_of_range | visibility"})
  void badInputIsRefusedByNameAndChangesNothing(String path, String fields, String code, String field, Trio trio) throws Exception {
    Topic topic = Topic.of(trio, "BAD_INPUT");
    Reply reply = topic.call(1, path, fields == null ? "" : fields);
    assertEquals(400, reply.status(), reply.body());
    assertEquals(code, reply.code(), reply.body());
    assertTrue(reply.json().getString("detail").contains(field), reply.body());
    topic.assertNothing(0, "");
  }

  @Test
  void aMessageOverTheLimitOfABodyIsRefused(Trio trio) throws Exception {
    Topic topic = Topic.of(trio, "TOO_LARGE");
    Reply reply = topic.publish(0, "'data':'" + "x".repeat(1 << 20) + "'");
    assertEquals(413, reply.status(), reply.body());
    topic.published(0, "'data':'" + "x".repeat(1_000_000) + "'");
    JsonObject message = topic.taken(1, "");
    assertEquals(1_000_000, message.getString("data").length());
    topic.acked(2, message);
  }

  @Test
  void aTopicIsListedWithItsCountsByEveryNode(Trio trio) throws Exception {
    List<String> names = List.of("LISTED-a", "LISTED-b", "LISTED-c", "LISTED-d");
    for (String name : names) Topic.of(trio, name).published(0, "'data':1");
    for (int node = 0; node < Trio.SIZE; node++) {
      List<JsonObject> listed = trio.api().get(trio.url(node), "/queues?prefix=LISTED-").json().getJsonArray("queues").getValuesAs(JsonObject.class);
      assertEquals(names, listed.stream().map(topic -> topic.getString("topic")).toList());
      for (JsonObject topic : listed) {
        assertEquals(1, topic.getInt("ready"), topic.toString());
        assertEquals(Topic.of(trio, topic.getString("topic")).owner(node), topic.getString("owner"));
      }
    }
    assertEquals(404, Topic.of(trio, "LISTED-never").get(1, "").status());
  }
}
