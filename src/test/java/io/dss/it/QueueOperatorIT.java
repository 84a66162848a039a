package io.dss.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What an operator does with a topic. */
@ExtendWith(Trio.Given.class)
class QueueOperatorIT {
  @Test
  void aPausedTopicTakesInAndHandsOutNothingUntilItIsResumed(Trio trio) throws Exception {
    Topic topic = Topic.of(trio, "PAUSED");
    topic.published(0, "'data':1");
    assertEquals(200, topic.operate(1, "pause", "").status());
    topic.assertNothing(2, "");
    topic.published(0, "'data':2");
    CompletableFuture<Reply> waiting = topic.consuming(1, "'wait':20");
    trio.nodes().await("a consumer waits", Duration.ofSeconds(5), () -> TopicWatch.waiting(topic, 0) == 1);
    assertFalse(waiting.isDone());
    assertEquals(200, topic.operate(2, "resume", "").status());
    assertEquals(1, Topic.message(waiting.get(5, TimeUnit.SECONDS)).orElseThrow().getInt("data"));
    assertEquals(2, topic.taken(0, "").getInt("data"));
  }

  @Test
  void browsingShowsEveryMessageWhereItStandsAndTakesNothing(Trio trio) throws Exception {
    Topic topic = Topic.of(trio, "BROWSED");
    topic.publishedBatch(0, 0, 5);
    JsonObject inFlight = topic.taken(1, "");
    topic.published(2, "'data':5,'delay':600,'headers':{'h':'v'},'key':'k','priority':7");
    JsonObject rejected = topic.taken(0, "");
    assertTrue(topic.call(1, "/queue/nack", Topic.reference(rejected) + ",'dead':true").success());
    List<JsonObject> all = browsed(topic, 2);
    assertEquals(List.of("in_flight", "ready", "ready", "ready", "delayed"), all.stream().map(message -> message.getString("state")).toList());
    assertEquals(inFlight.getString("id"), all.get(0).getString("id"));
    assertEquals(1, all.get(0).getInt("attempts"));
    JsonObject delayed = all.get(4);
    assertEquals("v", delayed.getJsonObject("headers").getString("h"));
    assertEquals("k", delayed.getString("key"));
    assertEquals(7, delayed.getInt("priority"));
    assertEquals(List.of(rejected.getString("id")), Topic.ids(topic.dead().get(0, "/messages").json().getJsonArray("messages").getValuesAs(JsonObject.class)));
    assertEquals(1, topic.get(1, "/messages?state=delayed").json().getJsonArray("messages").size());
    assertEquals(new Topic.Counts(3, 1, 1, 1), topic.counts(0), "it is as it was");
    assertEquals(1, topic.taken(2, "").getInt("attempts"), "browsing is no delivery");
  }

  /** In pages of two. */
  private static List<JsonObject> browsed(Topic topic, int node) throws Exception {
    List<JsonObject> all = new ArrayList<>();
    String after = "";
    do {
      JsonObject page = topic.get(node, "/messages?limit=2" + after).json();
      List<JsonObject> messages = page.getJsonArray("messages").getValuesAs(JsonObject.class);
      assertTrue(messages.size() <= 2, page.toString());
      all.addAll(messages);
      after = page.isNull("next") ? "" : "&after=" + page.get("next").toString().replace("\"", "");
    } while (!after.isEmpty());
    return all;
  }

  @Test
  void purgeForgetsAllButTheDeadWhichHaveAPurgeOfTheirOwn(Trio trio) throws Exception {
    Topic topic = Topic.of(trio, "PURGED");
    for (int batch = 0; batch < 3; batch++) topic.publishedBatch(batch, batch * 1_000, 1_000);
    List<JsonObject> taken = topic.takenUpTo(0, 10, "");
    assertEquals(200, topic.call(1, "/queue/nack", Topic.list(taken.subList(0, 4)) + ",'dead':true").status());
    Reply purged = topic.purge(2);
    assertEquals(200, purged.status(), purged.body());
    assertEquals(2_996, purged.json().getInt("purged"), purged.body());
    assertEquals(new Topic.Counts(0, 0, 0, 4), topic.counts(0));
    assertEquals("not_found", topic.ack(1, taken.get(9)).json().getString("reason"));
    assertEquals(4, topic.dead().purge(0).json().getInt("purged"));
    assertEquals(0, topic.counts(1).all());
  }

  @Test
  void settingsAreChangedOneByOneAndHoldOnEveryNode(Trio trio) throws Exception {
    Topic topic = Topic.of(trio, "CONFIGURED");
    topic.configured(0, "'visibility':0.3,'max_attempts':7,'backoff':{'initial':0.5}");
    topic.configured(1, "'max_length':100,'on_full':'drop_oldest','dead_letter':'ELSEWHERE'");
    for (int node = 0; node < Trio.SIZE; node++) {
      JsonObject settings = topic.description(node).getJsonObject("settings");
      assertEquals(0.3, settings.getJsonNumber("visibility").doubleValue());
      assertEquals(7, settings.getInt("max_attempts"));
      assertEquals(0.5, settings.getJsonObject("backoff").getJsonNumber("initial").doubleValue());
      assertEquals(100, settings.getInt("max_length"));
      assertEquals("drop_oldest", settings.getString("on_full"));
      assertEquals("ELSEWHERE", settings.getString("dead_letter"));
    }
    Reply refused = topic.settings(2, "'max_length':1,'on_full':'burn'");
    assertEquals(400, refused.status(), refused.body());
    assertEquals(100, topic.description(0).getJsonObject("settings").getInt("max_length"), "nothing was changed");
  }

  @Test
  void aTopicTellsItsAgeItsTotalsAndHowFastItMoves(Trio trio) throws Exception {
    Topic topic = Topic.of(trio, "TOLD");
    topic.publishedBatch(0, 0, 20);
    List<JsonObject> taken = topic.takenUpTo(1, 5, "");
    topic.ackedAll(2, taken.subList(0, 3));
    assertTrue(topic.call(0, "/queue/nack", Topic.reference(taken.get(3))).success());
    assertEquals(3, topic.taken(1, "").getInt("data"), "what was given back comes first");
    JsonObject totals = topic.description(2).getJsonObject("totals");
    assertEquals(List.of(20, 6, 1, 3, 1, 0), Stream.of("published", "delivered", "redelivered", "acknowledged", "failed", "dead").map(totals::getInt).toList());
    trio.nodes().await("every node tells age and rates", Duration.ofSeconds(15), () -> IntStream.range(0, Trio.SIZE).allMatch(node -> moves(topic, node)));
  }

  /** While it does: what happened before its owner looked for the first time has no rate. */
  private static boolean moves(Topic topic, int node) {
    try {
      topic.published(node, "'data':'more'");
      topic.acked(node, topic.taken(node, ""));
      JsonObject description = topic.description(node);
      JsonObject rates = description.getJsonObject("rates");
      return description.getJsonNumber("oldest_age").doubleValue() > 0
          && Stream.of("published", "delivered", "acknowledged").allMatch(rate -> rates.getJsonNumber(rate).doubleValue() > 0);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void metricsCountPerTopic(Trio trio) throws Exception {
    Topic topic = Topic.of(trio, "MEASURED");
    topic.publishedBatch(0, 0, 3);
    topic.acked(1, topic.taken(0, ""));
    trio.nodes().await("the owner shows the topic", Duration.ofSeconds(15), () -> IntStream.range(0, Trio.SIZE).anyMatch(node -> shows(trio, node, "ready", 2)));
    assertEquals(1, IntStream.range(0, Trio.SIZE).filter(node -> shows(trio, node, "published", 3)).count(), "its owner alone shows it");
    assertTrue(IntStream.range(0, Trio.SIZE).anyMatch(node -> shows(trio, node, "acknowledged", 1)));
  }

  private static boolean shows(Trio trio, int node, String family, int value) {
    return metrics(trio, node).lines().filter(line -> line.startsWith("dss_queue_" + family + "{") && line.contains("topic=\"MEASURED\""))
        .anyMatch(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)) == value);
  }

  private static String metrics(Trio trio, int node) {
    try {
      return trio.api().get(trio.url(node), "/metrics").body();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
