package io.dss.delivery;

import io.dss.delivery.Seen.FaultBegan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The faults of a run: some thousands at most, so they are looked through. */
final class Faults {
  private record Span(String topic, long from, long to) {}

  private final Map<Long, FaultBegan> open = new HashMap<>();
  private final List<Span> ended = new ArrayList<>();
  private final Set<String> forgotten = new HashSet<>();

  void began(FaultBegan fault) {
    open.put(fault.number(), fault);
    if (fault.forgets()) forgotten.add(fault.topic());
  }

  void ended(long number, long at) {
    FaultBegan fault = open.remove(number);
    if (fault == null) throw new IllegalArgumentException("fault " + number + " never began");
    ended.add(new Span(fault.topic(), fault.at(), at));
  }

  /** Whether one of them lay at least partly within the span of time. */
  boolean within(String topic, long from, long to) {
    for (FaultBegan fault : open.values()) {
      if (concerns(fault.topic(), topic) && fault.at() <= to) return true;
    }
    for (int i = ended.size() - 1; i >= 0; i--) {
      Span span = ended.get(i);
      if (concerns(span.topic, topic) && span.from <= to && span.to >= from) return true;
    }
    return false;
  }

  private static boolean concerns(String of, String topic) {
    return of.isEmpty() || of.equals(topic);
  }

  boolean forgotten(String topic) {
    return forgotten.contains("") || forgotten.contains(topic);
  }
}
