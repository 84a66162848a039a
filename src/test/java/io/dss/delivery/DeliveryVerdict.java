package io.dss.delivery;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a {@link DeliveryChecker} found.
 *
 * @param violations the first few of each kind, told with the story of the message
 * @param found how many there are of each kind
 * @param duplicates deliveries after the first, by what explains them
 */
public record DeliveryVerdict(List<Violation> violations, SortedMap<Kind, Long> found, SortedMap<Why, Long> duplicates, Counts counts) {
  public DeliveryVerdict {
    violations = List.copyOf(violations);
    found = new TreeMap<>(found);
    duplicates = new TreeMap<>(duplicates);
  }

  /** @param told what happened to the message */
  public record Violation(Kind kind, String topic, String id, String told) {
    @Override
    public String toString() {
      return kind + ": message " + id + " of " + topic + ": " + told;
    }
  }

  /**
   * Messages by what became of their publish, acknowledgements that were answered, deliveries seen, lost answers of consumes, and messages of topics that a
   * store had forgotten things of.
   */
  public record Counts(long published, long refused, long unknown, long acknowledged, long delivered, long dead, long lostAnswers, long excused) {}

  public boolean isClean() {
    return found.isEmpty();
  }

  public long found(Kind kind) {
    return found.getOrDefault(kind, 0L);
  }

  public long duplicates(Why why) {
    return duplicates.getOrDefault(why, 0L);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append(String.format("published %,d (refused %,d, unknown %,d), acknowledged %,d, delivered %,d, dead %,d; ", counts.published(), counts.refused(),
        counts.unknown(), counts.acknowledged(), counts.delivered(), counts.dead()));
    text.append("duplicates ").append(duplicates).append(String.format(", answers of consumes lost %,d, excused %,d; ", counts.lostAnswers(), counts.excused()));
    text.append(String.format("lost %,d, invented %,d, after ack %,d", found(Kind.LOST), found(Kind.INVENTED), found(Kind.AFTER_ACK)));
    if (!isClean()) text.append("; WRONG ").append(found);
    violations.forEach(violation -> text.append('\n').append(violation));
    return text.toString();
  }
}
