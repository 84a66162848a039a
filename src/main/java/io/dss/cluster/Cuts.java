package io.dss.cluster;

import io.dss.kernel.Incarnation;
import io.dss.kernel.NodeId;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Rule 5: which members do not reach each other, and since when. A pair counts from when one of them first complained until neither does, and
 * only while the leader hears both.
 */
final class Cuts {
  private SortedMap<Pair, Long> sinceMillis = new TreeMap<>();

  /** @param heard the newest heartbeats of the members that are heard and not on their way out */
  void observe(SortedMap<Incarnation, Heartbeat> heard, long nowMillis) {
    SortedMap<Pair, Long> still = new TreeMap<>();
    for (Incarnation one : heard.keySet()) {
      for (Incarnation other : heard.tailMap(one).keySet()) {
        if (!apart(heard.get(one), heard.get(other))) continue;
        Pair pair = new Pair(one, other);
        still.put(pair, sinceMillis.getOrDefault(pair, nowMillis));
      }
    }
    sinceMillis = still;
  }

  /** Whether one of the two senders, of different nodes, says that it cannot reach the other. */
  static boolean apart(Heartbeat one, Heartbeat other) {
    return names(one, other.sender().node()) || names(other, one.sender().node());
  }

  private static boolean names(Heartbeat heartbeat, NodeId node) {
    return heartbeat.unreachable().contains(node) && !heartbeat.sender().node().equals(node);
  }

  void forget() {
    sinceMillis = new TreeMap<>();
  }

  /** Whom to let go, if a pair was apart for over {@code lastedMillis}: whom most do not reach, rather not {@code spared}, else the higher id. */
  Optional<Incarnation> victim(long nowMillis, long lastedMillis, NodeId spared) {
    SortedMap<Incarnation, Integer> cutFrom = new TreeMap<>();
    sinceMillis.forEach((pair, since) -> {
      if (nowMillis - since <= lastedMillis) return;
      cutFrom.merge(pair.lower(), 1, Integer::sum);
      cutFrom.merge(pair.higher(), 1, Integer::sum);
    });
    Comparator<Map.Entry<Incarnation, Integer>> order = Comparator.comparing(entry -> entry.getValue());
    order = order.thenComparing(entry -> !entry.getKey().node().equals(spared)).thenComparing(Map.Entry::getKey);
    return cutFrom.entrySet().stream().max(order).map(Map.Entry::getKey);
  }

  private record Pair(Incarnation lower, Incarnation higher) implements Comparable<Pair> {
    @Override
    public int compareTo(Pair other) {
      int byLower = lower.compareTo(other.lower);
      return byLower != 0 ? byLower : higher.compareTo(other.higher);
    }
  }
}
