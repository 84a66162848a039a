package io.dss.queue;

import java.util.List;
import java.util.OptionalLong;

/**
 * A topic as it stands.
 *
 * @param groups sorted by name
 * @param messages all that are kept, each counted once however many groups there are
 * @param bytes of their bodies
 * @param oldestPublishedMillis wall clock, of the oldest message that is not dead
 * @param totals since the topic was first published to
 * @param rates as its owner measured them
 */
public record TopicDescription(String topic, TopicSettings settings, List<GroupCounts> groups, long messages, long bytes, OptionalLong oldestPublishedMillis,
    Totals totals, Rates rates) {
  public TopicDescription {
    groups = List.copyOf(groups);
  }

  /** As the topic itself knows it, which has totals and no rates. */
  public TopicDescription(String topic, TopicSettings settings, List<GroupCounts> groups, long messages, long bytes, OptionalLong oldestPublishedMillis,
      Totals totals) {
    this(topic, settings, groups, messages, bytes, oldestPublishedMillis, totals, Rates.NONE);
  }

  public TopicDescription withRates(Rates measured) {
    return new TopicDescription(topic, settings, groups, messages, bytes, oldestPublishedMillis, totals, measured);
  }

  /** @param parkedKeys keys that wait for an operator @param waiting consumers that wait for a message */
  public record GroupCounts(String group, long ready, long inFlight, long delayed, long dead, int parkedKeys, int waiting) {}

  /** Counts of what happened; {@code acknowledged} and the following count per group. */
  public record Totals(long published, long delivered, long redelivered, long acknowledged, long failed, long dead, long expired, long dropped) {
    public static final Totals NONE = new Totals(0, 0, 0, 0, 0, 0, 0, 0);
  }

  /** How often something happened lately, in messages per 1,000 seconds: thousandths of messages per second. */
  public record Rates(long publishedPerKilosecond, long deliveredPerKilosecond, long acknowledgedPerKilosecond) {
    public static final Rates NONE = new Rates(0, 0, 0);
  }
}
