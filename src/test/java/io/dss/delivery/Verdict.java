package io.dss.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the checker found.
 *
 * @param counts of everything there was, by what it was
 * @param explained deliveries of what had been delivered before, by the reason
 * @param violations in words, the first {@link #SHOWN} of each kind
 */
public record Verdict(Map<String, Long> counts, Map<String, Long> explained, List<String> violations) {
  static final int SHOWN = 20;

  public boolean holds() {
    return violations.isEmpty();
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("history: ").append(counts).append(", delivered again because ").append(explained);
    if (holds()) return text.append("; nothing lost, nothing invented, nothing after its ack, every duplicate explained").toString();
    violations.forEach(violation -> text.append("\n  ").append(violation));
    return text.toString();
  }

  /** Gathers one. */
  static final class Draft {
    private final Map<String, Long> counts = new TreeMap<>();
    private final Map<String, Long> explained = new TreeMap<>();
    private final Map<String, List<String>> violations = new TreeMap<>();

    void count(String what, long number) {
      counts.merge(what, number, Long::sum);
    }

    void explain(String reason) {
      explained.merge(reason, 1L, Long::sum);
    }

    void violate(String kind, String what) {
      counts.merge(kind, 1L, Long::sum);
      List<String> shown = violations.computeIfAbsent(kind, none -> new ArrayList<>());
      if (shown.size() < SHOWN) shown.add(kind + ": " + what);
    }

    Verdict verdict() {
      List<String> all = new ArrayList<>();
      violations.values().forEach(all::addAll);
      return new Verdict(counts, explained, all);
    }
  }
}
