package io.dss.coherence;

import io.dss.cache.Entry;
import io.dss.cache.Version;
import io.dss.kernel.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/** At a new home: what the nodes of the view have reported, until all have. */
final class Recovery {
  /** What a node holds of a key. */
  record Claim(NodeId node, Message.Held held) {
    Version version() {
      return held.entry().version();
    }

    Version backup() {
      return held.backup().map(Entry::version).orElse(Version.NONE);
    }

    Version newest() {
      return backup().isAfter(version()) ? backup() : version();
    }

    String text() {
      return node + " " + state() + " " + version() + " " + backup();
    }

    LineState state() {
      return held.state();
    }
  }

  private final TreeMap<String, List<Claim>> claims = new TreeMap<>();
  private final TreeSet<NodeId> missing;
  private boolean fenced;

  Recovery(List<NodeId> nodes) {
    missing = new TreeSet<>(nodes);
  }

  Recovery copy() {
    Recovery copy = new Recovery(List.copyOf(missing));
    claims.forEach((key, of) -> copy.claims.put(key, new ArrayList<>(of)));
    copy.fenced = fenced;
    return copy;
  }

  /** Whether this node may report still. */
  boolean misses(NodeId node) {
    return missing.contains(node);
  }

  void reported(NodeId from, Message.Reports reports) {
    for (Message.Held held : reports.held()) claims.computeIfAbsent(held.key(), none -> new ArrayList<>()).add(new Claim(from, held));
    if (reports.last()) missing.remove(from);
  }

  void fenced() {
    fenced = true;
  }

  boolean complete() {
    return fenced && missing.isEmpty();
  }

  TreeMap<String, List<Claim>> claims() {
    return claims;
  }

  String text() {
    List<String> all = new ArrayList<>();
    claims.forEach((key, of) -> of.stream().map(claim -> key + " " + claim.text()).sorted().forEach(all::add));
    return "recovery fenced " + fenced + " missing " + missing + " " + all;
  }
}
