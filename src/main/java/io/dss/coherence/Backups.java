package io.dss.coherence;

import io.dss.cache.Entry;
import io.dss.cache.Version;
import io.dss.kernel.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** What a node keeps for owners of dirty lines that may crash; and, at the home, of which keys the next node keeps something for it. */
final class Backups {
  private final Site site;
  private final TreeMap<String, Entry> kept;
  private final TreeMap<String, Version> lent;
  private long bytes;

  Backups(Site site) {
    this(site, new TreeMap<>(), new TreeMap<>(), 0);
  }

  private Backups(Site site, TreeMap<String, Entry> kept, TreeMap<String, Version> lent, long bytes) {
    this.site = site;
    this.kept = kept;
    this.lent = lent;
    this.bytes = bytes;
  }

  Backups copy(Site of) {
    return new Backups(of, new TreeMap<>(kept), new TreeMap<>(lent), bytes);
  }

  Optional<Entry> of(String key) {
    return Optional.ofNullable(kept.get(key));
  }

  /** In order. */
  List<String> keys() {
    return new ArrayList<>(kept.keySet());
  }

  long bytes() {
    return bytes;
  }

  void keep(String key, Entry entry) {
    Entry before = kept.get(key);
    if (before != null && before.version().isAfter(entry.version())) return;
    drop(key);
    kept.put(key, entry);
    bytes += size(key, entry);
  }

  void drop(String key) {
    Entry before = kept.remove(key);
    if (before != null) bytes -= size(key, before);
  }

  private static long size(String key, Entry entry) {
    return key.length() + entry.bytes();
  }

  void dropUpTo(String key, Version version) {
    Entry before = kept.get(key);
    if (before != null && !before.version().isAfter(version)) drop(key);
  }

  /** The next node has, or is about to have, this. */
  void lend(String key, Version version) {
    lent.put(key, version);
  }

  /** Neither this node nor the next needs to keep what is not above {@code version}. */
  void forget(String key, Version version) {
    dropUpTo(key, version);
    takeBack(key, version);
  }

  void takeBack(String key, Version version) {
    Version out = lent.get(key);
    if (out == null || out.isAfter(version)) return;
    lent.remove(key);
    NodeId next = site.view().next().orElseThrow();
    site.send(next, key, new Message.Forget(version));
  }

  /** Who keeps what for the home is told anew after a change of view. */
  void view() {
    lent.clear();
  }

  void discard() {
    kept.clear();
    lent.clear();
    bytes = 0;
  }

  String text() {
    StringBuilder text = new StringBuilder("backups");
    kept.forEach((key, entry) -> text.append(' ').append(key).append(": ").append(entry.version()).append(';'));
    return text.append(" lent ").append(lent).toString();
  }
}
