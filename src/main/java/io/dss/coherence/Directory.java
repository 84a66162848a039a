package io.dss.coherence;

import io.dss.cache.Version;
import io.dss.kernel.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** The home's entries of the keys that somebody has. */
final class Directory {
  private final TreeMap<String, Holders> holders;

  Directory() {
    this(new TreeMap<>());
  }

  private Directory(TreeMap<String, Holders> holders) {
    this.holders = holders;
  }

  Directory copy() {
    return new Directory(new TreeMap<>(holders));
  }

  Optional<Holders> of(String key) {
    return Optional.ofNullable(holders.get(key));
  }

  HomeState state(String key) {
    return of(key).map(Holders::state).orElse(HomeState.NOBODY);
  }

  /** In order. */
  List<String> keys() {
    return new ArrayList<>(holders.keySet());
  }

  void own(String key, NodeId owner, Version version) {
    holders.put(key, new Holders.Owned(owner, version));
  }

  void share(String key, List<NodeId> sharers, Version version) {
    holders.put(key, new Holders.Shared(List.copyOf(new TreeSet<>(sharers)), version));
  }

  void join(String key, NodeId sharer, Version version) {
    List<NodeId> all = new ArrayList<>(of(key).map(Holders::sharers).orElse(List.of()));
    all.add(sharer);
    share(key, all, version);
  }

  void leave(String key, NodeId node) {
    Holders before = holders.get(key);
    if (before == null) return;
    List<NodeId> left = before.sharers().stream().filter(sharer -> !sharer.equals(node)).toList();
    if (!left.isEmpty()) {
      share(key, left, before.version());
    } else if (before.includes(node)) {
      holders.remove(key);
    }
  }

  void written(String key, Version version) {
    holders.computeIfPresent(key, (same, before) -> before.at(version));
  }

  void clear() {
    holders.clear();
  }

  String text() {
    return holders.toString();
  }
}
