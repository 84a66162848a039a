package io.dss.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Messages that fail too often, and the way back. */
@ExtendWith(Trio.Given.class)
class QueueDeathsIT {
  private static final Duration SOON = Duration.ofSeconds(10);

  private static JsonObject failed(Topic topic, int times) throws Exception {
    JsonObject message = null;
    for (int i = 0; i < times; i++) {
      message = topic.taken(i % Trio.SIZE, "'wait':5");
      Reply nacked = topic.call((i + 1) % Trio.SIZE, "/queue/nack", Topic.reference(message) + ",'reason':'no such order " + i + "'");
      assertTrue(nacked.success(), nacked.body());
    }
    return message;
  }

  @Test
  void aMessageThatFailsTooOftenIsDeadWithItsReasonAndComesBackByRedrive(Trio trio) throws Exception {
    Topic topic = Topic.of(trio, "POISON");
    topic.configured(0, "'max_attempts':3");
    String id = topic.published(1, "'data':{'bad':true},'headers':{'trace':'t1'}");
    failed(topic, 3);
    topic.assertNothing(0, "");
    assertEquals(new Topic.Counts(0, 0, 0, 1), topic.counts(1));
    assertEquals(topic.owner(0), topic.dead().owner(0), "NAME.dead is routed to NAME's owner");

    JsonObject dead = topic.dead().taken(2, "");
    assertEquals(id, dead.getString("id"));
    assertEquals("t1", dead.getJsonObject("headers").getString("trace"));
    assertTrue(dead.getJsonObject("data").getBoolean("bad"));
    JsonObject death = dead.getJsonObject("dead");
    assertEquals("max_attempts", death.getString("reason"));
    assertEquals("no such order 2", death.getString("detail"));
    assertEquals("POISON", death.getString("origin"));
    assertEquals("default", death.getString("group"));
    assertEquals(1, death.getInt("hops"));
    assertTrue(topic.dead().call(0, "/queue/nack", Topic.reference(dead)).success());

    Reply redriven = topic.operate(1, "redrive", "");
    assertEquals(200, redriven.status(), redriven.body());
    assertEquals(1, redriven.json().getInt("redriven"), redriven.body());
    assertEquals(new Topic.Counts(1, 0, 0, 0), topic.counts(2));
    int attempts = failed(topic, 3).getInt("attempts");
    assertTrue(attempts >= 6, "its failures are forgotten, its attempts are not: " + attempts);
    JsonObject again = topic.dead().taken(0, "");
    assertEquals(2, again.getJsonObject("dead").getInt("hops"));
    topic.dead().acked(1, again);
    assertEquals(0, topic.counts(2).all());
  }

  @Test
  void aVisibilityThatEndsIsAFailureToo(Trio trio) throws Exception {
    Topic topic = Topic.of(trio, "TOO_SLOW");
    topic.configured(0, "'max_attempts':2,'visibility':0.2");
    topic.published(1, "'data':1");
    for (int i = 0; i < 2; i++) topic.taken(i, "'wait':5");
    trio.nodes().await("it is dead", SOON, () -> TopicWatch.counts(topic, 0, new Topic.Counts(0, 0, 0, 1)::equals));
    assertEquals("max_attempts", topic.dead().taken(2, "").getJsonObject("dead").getString("reason"));
  }

  @Test
  void aTerminalNackIsDeadAtOnce(Trio trio) throws Exception {
    Topic topic = Topic.of(trio, "REJECTED");
    topic.published(0, "'data':1");
    JsonObject message = topic.taken(1, "");
    assertTrue(topic.call(2, "/queue/nack", Topic.reference(message) + ",'dead':true,'reason':'malformed'").success());
    JsonObject dead = topic.dead().taken(0, "");
    assertEquals("rejected", dead.getJsonObject("dead").getString("reason"));
    assertEquals("malformed", dead.getJsonObject("dead").getString("detail"));
    topic.dead().acked(1, dead);
  }

  @Test
  void redriveTakesOnlyWhatItWasAskedFor(Trio trio) throws Exception {
    Topic topic = Topic.of(trio, "REDRIVEN");
    topic.publishedBatch(0, 0, 5);
    List<JsonObject> taken = topic.takenUpTo(1, 5, "");
    assertTrue(topic.call(2, "/queue/nack", Topic.list(taken) + ",'dead':true").status() == 200);
    assertEquals(5, topic.counts(0).dead());
    assertEquals(1, topic.operate(0, "redrive", "'message_ids':['" + taken.get(3).getString("id") + "']").json().getInt("redriven"));
    assertEquals(3, topic.taken(1, "").getInt("data"));
    assertEquals(0, topic.operate(0, "redrive", "'reason':'expired'").json().getInt("redriven"));
    assertEquals(2, topic.operate(1, "redrive", "'limit':2").json().getInt("redriven"));
    assertEquals(2, topic.counts(2).dead());
  }

  @Test
  void deadMessagesGoToAnotherTopicIfThatIsWished(Trio trio) throws Exception {
    Topic topic = Topic.of(trio, "WITH_GRAVEYARD");
    Topic graveyard = topic.sibling("GRAVEYARD");
    topic.configured(0, "'max_attempts':1,'dead_letter':'GRAVEYARD'");
    String id = topic.published(1, "'data':1");
    failed(topic, 1);
    JsonObject buried = graveyard.taken(2, "'wait':10");
    assertTrue(buried.getString("id").startsWith("dead-"), "an id of its own: " + buried.getString("id"));
    assertEquals(id, buried.getJsonObject("dead").getString("message_id"));
    assertEquals(1, buried.getInt("data"));
    assertEquals(1, buried.getInt("attempts"));
    assertEquals("WITH_GRAVEYARD", buried.getJsonObject("dead").getString("origin"));
    trio.nodes().await("it is gone from where it died", SOON, () -> TopicWatch.counts(topic, 0, counts -> counts.all() == 0));
    graveyard.acked(0, buried);
    graveyard.assertNothing(1, "");
  }

  @Test
  void whatFollowsAPoisonedMessageOfItsKeyIsThePolicyOfTheTopic(Trio trio) throws Exception {
    Topic skipping = poisoned(trio, "SKIPPING", "skip_to_dead_letter");
    assertEquals(2, skipping.taken(0, "").getInt("data"));
    Topic blocking = poisoned(trio, "BLOCKING", "block");
    blocking.assertNothing(0, "");
    JsonObject again = blocking.taken(1, "'wait':10");
    assertEquals(1, again.getInt("data"), "it is tried on and on, and those behind it wait");
    blocking.acked(2, again);
    assertEquals(2, blocking.taken(0, "").getInt("data"));
    Topic parking = poisoned(trio, "PARKING", "park_key");
    parking.assertNothing(0, "");
    assertEquals(1, parking.counts(1).dead());
    Reply resumed = parking.operate(2, "resume", "'key':'k'");
    assertEquals(200, resumed.status(), resumed.body());
    assertEquals(2, parking.taken(0, "").getInt("data"));
  }

  private static Topic poisoned(Trio trio, String name, String policy) throws Exception {
    Topic topic = Topic.of(trio, name);
    topic.configured(0, "'max_attempts':1,'on_poison':'" + policy + "'");
    for (int number = 1; number <= 2; number++) topic.published(1, "'data':" + number + ",'key':'k'");
    failed(topic, 1);
    return topic;
  }
}
