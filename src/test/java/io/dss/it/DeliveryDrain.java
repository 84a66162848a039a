package io.dss.it;

import io.dss.delivery.Seen;
import io.dss.delivery.Seen.Verb;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Takes and acknowledges all that is left in healed topics, the dead ones too, and writes it down. */
final class DeliveryDrain {
  private static final int MAX = 200;
  private static final long LIMIT_SECONDS = 90;

  private final DeliveryLog log;
  private final Topic topic;
  private final long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);

  private DeliveryDrain(DeliveryLog log, Topic topic) {
    this.log = log;
    this.topic = topic;
  }

  static void drain(DeliveryLog log, List<Topic> topics) throws IOException, InterruptedException {
    for (Topic topic : topics) new DeliveryDrain(log, topic).drain();
  }

  private void drain() throws IOException, InterruptedException {
    for (int node = 0; ; node = (node + 1) % Trio.SIZE) {
      int taken = taken(node, DeliveryLoad.DEFAULT) + taken(node, DeliveryLoad.AUDIT) + dead(node);
      if (taken > 0) continue;
      Topic.Counts counts = topic.counts(node);
      if (counts.all() == 0) return;
      if (System.nanoTime() - deadlineNanos > 0) throw new AssertionError("topic " + topic.name() + " cannot be emptied: " + counts);
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  private int taken(int node, String group) throws IOException, InterruptedException {
    long called = DeliveryLog.now();
    List<JsonObject> messages = topic.takenUpTo(node, MAX, "'group':'" + group + "','visibility':60");
    List<Seen.Handed> handed = new ArrayList<>();
    for (JsonObject message : messages) handed.add(DeliveryLoad.handed(message, TimeUnit.SECONDS.toMicros(59)));
    log.saw(new Seen.Consumed(topic.name(), group, called, DeliveryLog.now(), handed));
    if (messages.isEmpty()) return 0;
    long acked = DeliveryLog.now();
    List<JsonObject> results = Topic.results(topic.call(node, "/queue/ack", "'group':'" + group + "'," + Topic.list(messages)));
    for (int i = 0; i < messages.size(); i++) {
      log.saw(new Seen.Settled(topic.name(), group, messages.get(i).getString("id"), Verb.ACK, messages.get(i).getInt("attempts"),
          DeliveryLoad.result(results.get(i)), 0, acked, DeliveryLog.now()));
    }
    return messages.size();
  }

  private int dead(int node) throws IOException, InterruptedException {
    List<JsonObject> messages = topic.dead().takenUpTo(node, MAX, "'visibility':60");
    for (JsonObject message : messages) {
      String group = message.getJsonObject("dead").getString("group");
      log.saw(new Seen.Dead(topic.name(), group, message.getString("id"), message.getJsonNumber("data").longValueExact()));
    }
    if (!messages.isEmpty()) topic.dead().ackedAll(node, messages);
    return messages.size();
  }
}
