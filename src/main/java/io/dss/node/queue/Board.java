package io.dss.node.queue;

import io.dss.queue.TopicDescription;
import io.dss.queue.TopicDescription.Rates;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What can be seen of an owner from any thread, made anew once a second on the loop. Finds the idle topics on the way. */
final class Board {
  private static final long REFRESH_MILLIS = 1_000;

  private volatile List<TopicDescription> topics = List.of();
  private volatile OwnerGauges gauges = OwnerGauges.NONE;
  private volatile Map<String, Rates> rates = Map.of();
  private Map<String, RateMeter> meters = new HashMap<>();
  private List<OwnedTopic> idle = List.of();
  private long nextMillis = Long.MIN_VALUE;

  List<TopicDescription> topics() {
    return topics;
  }

  OwnerGauges gauges() {
    return gauges;
  }

  /** The topic as it stands, with how fast it moved lately. Any thread. */
  TopicDescription rated(TopicDescription topic) {
    return topic.withRates(rates.getOrDefault(topic.topic(), Rates.NONE));
  }

  /** Topics found idle since it was last asked. */
  List<OwnedTopic> idle() {
    List<OwnedTopic> found = idle;
    idle = List.of();
    return found;
  }

  void refresh(Desk desk, Collection<OwnedTopic> held, int departing) {
    long now = desk.nowMillis();
    if (now < nextMillis) return;
    nextMillis = now + REFRESH_MILLIS;
    List<TopicDescription> described = new ArrayList<>();
    List<OwnedTopic> unused = new ArrayList<>();
    boolean many = held.size() > desk.limits().idleTopics();
    int serving = 0;
    long calls = 0;
    for (OwnedTopic topic : held) {
      calls += topic.calls();
      if (!topic.serves()) continue;
      serving++;
      if (topic.idle(many)) unused.add(topic);
      else topic.describeLately().ifPresent(described::add);
    }
    idle = unused;
    measure(described, now);
    topics = described.stream().map(this::rated).toList();
    gauges = new OwnerGauges(held.size(), serving, departing, calls, desk.openBytes(), desk.cache().bytes(), desk.forwards().open());
  }

  private void measure(List<TopicDescription> described, long nowMillis) {
    Map<String, RateMeter> kept = new HashMap<>();
    Map<String, Rates> measured = new HashMap<>();
    for (TopicDescription topic : described) {
      RateMeter meter = meters.getOrDefault(topic.topic(), new RateMeter());
      kept.put(topic.topic(), meter);
      measured.put(topic.topic(), meter.sampled(topic.totals(), nowMillis));
    }
    meters = kept;
    rates = measured;
  }
}
