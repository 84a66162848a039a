package io.dss.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * A topic with messages in every state a message can be in, settings of its own, a second group, a producer's id and an Idempotency-Key: what must be there,
 * whoever owns the topic and whatever died.
 */
final class Mixture {
  private static final int READY = 20;
  private static final int IN_FLIGHT = 5;
  private static final int DEAD = 3;
  private static final int DELAYED = 4;
  private static final int AUDITED = 6;
  private static final String OWN_ID = "'data':'own','message_id':'own-1'";
  private static final String KEYED = "'data':'keyed'";

  private final Topic topic;
  private final List<JsonObject> inFlight;
  private final TreeSet<String> readyIds;
  private final TreeSet<String> deadIds;
  private final String keyedId;
  private final JsonObject settings;

  private Mixture(Topic topic, List<JsonObject> inFlight, TreeSet<String> readyIds, TreeSet<String> deadIds, String keyedId, JsonObject settings) {
    this.topic = topic;
    this.inFlight = inFlight;
    this.readyIds = readyIds;
    this.deadIds = deadIds;
    this.keyedId = keyedId;
    this.settings = settings;
  }

  static Mixture in(Topic topic, int node) throws Exception {
    topic.configured(node, "'visibility':600,'max_attempts':9");
    topic.published(node, OWN_ID);
    topic.assertNothing(node, "'group':'audit'");
    topic.acked(node, topic.taken(node, ""));
    TreeSet<String> ready = new TreeSet<>(topic.publishedBatch(node, 0, DEAD + IN_FLIGHT + READY));
    Reply keyed = topic.keyed(node, "/queue/publish", "mixture-" + topic.name(), KEYED);
    assertTrue(keyed.success(), keyed.body());
    String keyedId = keyed.json().getString("message_id");
    ready.add(keyedId);
    List<JsonObject> taken = topic.takenUpTo(node, DEAD + IN_FLIGHT, "");
    List<JsonObject> dead = taken.subList(0, DEAD);
    assertEquals(200, topic.call(node, "/queue/nack", Topic.list(dead) + ",'dead':true,'reason':'mixed'").status());
    for (int i = 0; i < DELAYED; i++) topic.published(node, "'data':" + i + ",'delay':3600");
    for (JsonObject message : topic.takenUpTo(node, AUDITED, "'group':'audit'")) {
      assertTrue(topic.call(node, "/queue/ack", "'group':'audit'," + Topic.reference(message)).success());
    }
    ready.removeAll(Topic.ids(taken));
    Mixture mixture = new Mixture(topic, new ArrayList<>(taken.subList(DEAD, taken.size())), ready, new TreeSet<>(Topic.ids(dead)), keyedId,
        topic.description(node).getJsonObject("settings"));
    mixture.assertWhole(node, true);
    return mixture;
  }

  /** @param orderly whether what was in flight must still be, and not come again before its time */
  void assertWhole(int node, boolean orderly) throws Exception {
    JsonObject description = topic.description(node);
    assertEquals(settings, description.getJsonObject("settings"));
    assertEquals(counts("default", READY + 1, IN_FLIGHT, DELAYED, DEAD, orderly), counts(description, "default", orderly));
    assertEquals(counts("audit", DEAD + IN_FLIGHT + READY + 1 - AUDITED, 0, DELAYED, 0, orderly), counts(description, "audit", orderly));
    Reply again = topic.publish(node, OWN_ID);
    assertTrue(again.json().getBoolean("duplicate"), again.body());
    assertEquals(keyedId, topic.keyed(node, "/queue/publish", "mixture-" + topic.name(), KEYED).json().getString("message_id"));
  }

  private static String counts(JsonObject description, String group, boolean orderly) {
    JsonObject counts = description.getJsonArray("groups").getValuesAs(JsonObject.class).stream()
        .filter(each -> each.getString("group").equals(group)).findFirst().orElseThrow(() -> new AssertionError("no group " + group + ": " + description));
    return counts(group, counts.getInt("ready"), counts.getInt("in_flight"), counts.getInt("delayed"), counts.getInt("dead"), orderly);
  }

  private static String counts(String group, int ready, int inFlight, int delayed, int dead, boolean orderly) {
    String live = orderly ? ready + " ready, " + inFlight + " in flight" : ready + inFlight + " ready or in flight";
    return group + ": " + live + ", " + delayed + " delayed, " + dead + " dead";
  }

  /** The receipts of before count, what was ready comes for the first time, the dead are the same; afterwards the topic is empty. */
  void finish(int node) throws Exception {
    topic.ackedAll(node, inFlight);
    List<JsonObject> ready = topic.takenUpTo(node, 1_000, "");
    assertEquals(readyIds, new TreeSet<>(Topic.ids(ready)));
    for (JsonObject message : ready) assertEquals(1, message.getInt("attempts"), message::toString);
    topic.ackedAll(node, ready);
    List<JsonObject> dead = topic.dead().takenUpTo(node, 1_000, "");
    assertEquals(deadIds, new TreeSet<>(Topic.ids(dead)));
    for (JsonObject message : dead) {
      assertEquals("rejected", message.getJsonObject("dead").getString("reason"));
      assertEquals("mixed", message.getJsonObject("dead").getString("detail"));
    }
    topic.dead().ackedAll(node, dead);
    assertEquals(200, topic.purge(node).status());
    assertEquals(0, topic.counts(node).all());
  }
}
