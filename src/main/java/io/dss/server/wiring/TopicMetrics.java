package io.dss.server.wiring;

import io.dss.queue.TopicDescription;
import io.dss.queue.TopicDescription.GroupCounts;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricID;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

/**
 * Gauges of the topics that this node owns, labelled by topic. A topic is shown by its owner alone, so a sum over nodes counts it once. At most {@link #MAX_TOPICS} have a label
 * of their own; the rest are summed under {@link #OTHERS}, and so is a topic that has just that name. A topic that has moved away is taken out.
 *
 * <p>{@link #show} is called by one timer; gauges are read by any thread.
 */
final class TopicMetrics {
  /** Label values that users make up: a bound on what a scrape costs, */
  static final int MAX_TOPICS = 40;
  /** and on how long it is: of all labels' lines together, in bytes. A line has some 70 besides the topic's name. */
  static final int MAX_LABELLED_BYTES = 160_000;
  private static final int LINE_BYTES = 70;
  /** A topic may be called so; it has no label of its own, or one series would be of two things. */
  static final String OTHERS = "(others)";

  private record Shown(String name, String description, ToDoubleFunction<TopicDescription> value) {}

  private static final List<Shown> GAUGES = List.of(
      new Shown("dss_queue_ready", "Messages that could be delivered now, over all groups", topic -> sum(topic, GroupCounts::ready)),
      new Shown("dss_queue_in_flight", "Messages delivered and not acknowledged yet", topic -> sum(topic, GroupCounts::inFlight)),
      new Shown("dss_queue_delayed", "Messages that rest until their time comes", topic -> sum(topic, GroupCounts::delayed)),
      new Shown("dss_queue_dead", "Dead letters", topic -> sum(topic, GroupCounts::dead)),
      new Shown("dss_queue_parked_keys", "Keys that wait for an operator", topic -> sum(topic, GroupCounts::parkedKeys)),
      new Shown("dss_queue_waiting_consumers", "Consumers that wait for a message", topic -> sum(topic, GroupCounts::waiting)),
      new Shown("dss_queue_messages", "Messages kept, each once", topic -> topic.messages()),
      new Shown("dss_queue_bytes", "Bytes of the bodies kept", topic -> topic.bytes()),
      new Shown("dss_queue_published", "Messages published since the topic was made", topic -> topic.totals().published()),
      new Shown("dss_queue_delivered", "Deliveries since the topic was made", topic -> topic.totals().delivered()),
      new Shown("dss_queue_redelivered", "Deliveries of what had been delivered before", topic -> topic.totals().redelivered()),
      new Shown("dss_queue_acknowledged", "Acknowledgements", topic -> topic.totals().acknowledged()),
      new Shown("dss_queue_failed", "Deliveries given back or not acknowledged in time", topic -> topic.totals().failed()),
      new Shown("dss_queue_died", "Messages that became dead letters", topic -> topic.totals().dead()),
      new Shown("dss_queue_expired", "Messages that outlived their ttl", topic -> topic.totals().expired()),
      new Shown("dss_queue_dropped", "Messages dropped because the topic was full", topic -> topic.totals().dropped()));

  /** Of the topics under one label, added up when they are shown: a scrape must not cost more the more topics there are. */
  private record Figures(Map<Shown, Double> values, OptionalLong oldestPublishedMillis) {
    static final Figures NONE = new Figures(Map.of(), OptionalLong.empty());

    static Figures of(List<TopicDescription> topics) {
      Map<Shown, Double> values = new IdentityHashMap<>();
      for (Shown gauge : GAUGES) values.put(gauge, topics.stream().mapToDouble(gauge.value()).sum());
      return new Figures(values, topics.stream().flatMapToLong(topic -> topic.oldestPublishedMillis().stream()).min());
    }

    double of(Shown gauge) {
      return values.getOrDefault(gauge, 0.0);
    }
  }

  private static final Metadata OLDEST_AGE = Meters.named("dss_queue_oldest_age_seconds", "Age of the oldest message that is not dead");

  private final MetricRegistry registry;
  private final LongSupplier wallMillis;
  /** By label. Replaced as a whole. */
  private volatile Map<String, Figures> shown = Map.of();

  TopicMetrics(MetricRegistry registry, LongSupplier wallMillis) {
    this.registry = registry;
    this.wallMillis = wallMillis;
  }

  /** The topics this node owns now, in any order. */
  void show(List<TopicDescription> owned) {
    Map<String, Figures> next = new HashMap<>();
    labelled(owned).forEach((label, topics) -> next.put(label, Figures.of(topics)));
    Map<String, Figures> before = shown;
    shown = next;
    for (String label : next.keySet()) if (!before.containsKey(label)) register(label);
    for (String label : before.keySet()) if (!next.containsKey(label)) remove(label);
  }

  /** Who has a label keeps it: one that came and went with every topic before it in the alphabet would be no series. */
  private Map<String, List<TopicDescription>> labelled(List<TopicDescription> owned) {
    Map<String, TopicDescription> byName = new TreeMap<>();
    owned.forEach(topic -> byName.put(topic.topic(), topic));
    Map<String, List<TopicDescription>> next = new HashMap<>();
    List<TopicDescription> others = new ArrayList<>();
    if (byName.containsKey(OTHERS)) others.add(byName.remove(OTHERS));
    for (String label : shown.keySet()) if (byName.containsKey(label)) next.put(label, List.of(byName.remove(label)));
    long bytes = next.keySet().stream().mapToLong(TopicMetrics::bytes).sum();
    for (TopicDescription topic : byName.values()) {
      long with = bytes + bytes(topic.topic());
      boolean room = next.size() < MAX_TOPICS && with <= MAX_LABELLED_BYTES;
      if (room) next.put(topic.topic(), List.of(topic));
      else others.add(topic);
      if (room) bytes = with;
    }
    if (!others.isEmpty()) next.put(OTHERS, others);
    return next;
  }

  /** Of the lines with this label, in which quotes and backslashes are escaped. */
  static long bytes(String label) {
    long escapes = label.chars().filter(c -> c == '"' || c == '\\').count();
    return (GAUGES.size() + 1L) * (LINE_BYTES + label.getBytes(StandardCharsets.UTF_8).length + escapes);
  }

  private void register(String label) {
    for (Shown gauge : GAUGES) {
      registry.gauge(Meters.named(gauge.name(), gauge.description()), this, metrics -> metrics.shown.getOrDefault(label, Figures.NONE).of(gauge), tag(label));
    }
    registry.gauge(OLDEST_AGE, this, metrics -> metrics.oldestAgeSeconds(label), tag(label));
  }

  private void remove(String label) {
    GAUGES.forEach(gauge -> registry.remove(new MetricID(gauge.name(), tag(label))));
    registry.remove(new MetricID(OLDEST_AGE.getName(), tag(label)));
  }

  private double oldestAgeSeconds(String label) {
    OptionalLong oldest = shown.getOrDefault(label, Figures.NONE).oldestPublishedMillis();
    return oldest.isPresent() ? Math.max(0, wallMillis.getAsLong() - oldest.getAsLong()) / 1_000.0 : 0;
  }

  private static Tag tag(String label) {
    return new Tag("topic", label);
  }

  private static long sum(TopicDescription topic, ToLongFunction<GroupCounts> of) {
    return topic.groups().stream().mapToLong(of).sum();
  }
}
