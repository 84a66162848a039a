package io.dss.server.rest;

import io.dss.node.queue.Queues.Listed;
import io.dss.protocol.JsonText;
import io.dss.queue.Backoff;
import io.dss.queue.TopicDescription;
import io.dss.queue.TopicDescription.GroupCounts;
import io.dss.queue.TopicDescription.Rates;
import io.dss.queue.TopicDescription.Totals;
import io.dss.queue.TopicName;
import io.dss.queue.TopicSettings;
import java.util.List;
import java.util.function.ToLongFunction;

/** Topics as the contract writes them. */
final class TopicJson {
  private TopicJson() {}

  static String topic(Listed topic, long nowMillis) {
    JsonText out = new JsonText().object();
    members(out, topic, nowMillis);
    return out.end().toString();
  }

  /** {@code next} is what to give as {@code after} for the next page; null on the last one. */
  static String list(List<Listed> topics, int limit, long nowMillis) {
    JsonText out = new JsonText().object().array("queues");
    for (Listed each : topics) {
      members(out.object(), each, nowMillis);
      out.end();
    }
    out.end();
    boolean more = !topics.isEmpty() && topics.size() >= limit;
    if (more) out.field("next", topics.get(topics.size() - 1).topic().topic());
    else out.nullField("next");
    return out.end().toString();
  }

  /** The lane of a topic: its dead messages, group by group. */
  static String lane(Listed owned) {
    TopicDescription topic = owned.topic();
    JsonText out = new JsonText().object().field("topic", topic.topic() + TopicName.DEAD_SUFFIX).field("owner", owned.owner().value());
    out.field("dead", sum(topic, GroupCounts::dead)).array("groups");
    for (GroupCounts each : topic.groups()) out.object().field("group", each.group()).field("dead", each.dead()).end();
    return out.end().end().toString();
  }

  static String settings(String topic, TopicSettings settings) {
    JsonText out = new JsonText().object().field("success", true).field("topic", topic).field("paused", settings.paused());
    settings(out, settings);
    return out.end().toString();
  }

  private static void members(JsonText out, Listed owned, long nowMillis) {
    TopicDescription topic = owned.topic();
    out.field("topic", topic.topic()).field("owner", owned.owner().value()).field("paused", topic.settings().paused());
    out.field("ready", sum(topic, GroupCounts::ready)).field("in_flight", sum(topic, GroupCounts::inFlight));
    out.field("delayed", sum(topic, GroupCounts::delayed)).field("dead", sum(topic, GroupCounts::dead));
    out.field("parked_keys", sum(topic, GroupCounts::parkedKeys)).field("waiting", sum(topic, GroupCounts::waiting));
    out.field("messages", topic.messages()).field("bytes", topic.bytes());
    out.seconds("oldest_age", Math.max(0, nowMillis - topic.oldestPublishedMillis().orElse(nowMillis)));
    rates(out, topic.rates());
    totals(out, topic.totals());
    out.array("groups");
    for (GroupCounts each : topic.groups()) group(out, each);
    out.end();
    settings(out, topic.settings());
  }

  private static void group(JsonText out, GroupCounts it) {
    out.object().field("group", it.group()).field("ready", it.ready()).field("in_flight", it.inFlight()).field("delayed", it.delayed());
    out.field("dead", it.dead()).field("parked_keys", it.parkedKeys()).field("waiting", it.waiting()).end();
  }

  private static void rates(JsonText out, Rates it) {
    out.object("rates").thousandths("published", it.publishedPerKilosecond()).thousandths("delivered", it.deliveredPerKilosecond());
    out.thousandths("acknowledged", it.acknowledgedPerKilosecond()).end();
  }

  private static void totals(JsonText out, Totals it) {
    out.object("totals").field("published", it.published()).field("delivered", it.delivered()).field("redelivered", it.redelivered());
    out.field("acknowledged", it.acknowledged()).field("failed", it.failed()).field("dead", it.dead()).field("expired", it.expired());
    out.field("dropped", it.dropped()).end();
  }

  private static void settings(JsonText out, TopicSettings it) {
    out.object("settings").seconds("visibility", it.visibilityMillis()).field("max_attempts", it.maxAttempts());
    backoff(out.object("backoff"), it.backoff());
    out.field("dead_letter", it.deadLetter()).field("max_length", it.maxLength()).field("max_bytes", it.maxBytes());
    out.field("on_full", Fields.word(it.onFull())).field("on_poison", Fields.word(it.onPoison()));
    out.field("dead_letter_expired", it.deadLetterExpired()).end();
  }

  private static void backoff(JsonText out, Backoff it) {
    out.seconds("initial", it.initialMillis()).thousandths("multiplier", Math.round(it.multiplier() * 1_000)).seconds("max", it.maxMillis());
    out.thousandths("jitter", it.jitterPercent() * 10L).end();
  }

  private static long sum(TopicDescription topic, ToLongFunction<GroupCounts> count) {
    return topic.groups().stream().mapToLong(count).sum();
  }
}
