package io.dss.coherence;

import io.dss.cache.Entry;
import io.dss.cache.Version;
import io.dss.kernel.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a node keeps for owners of dirty lines that may crash; and, at the home, of which keys the next node keeps something for it. */
final class Backups {
  private final Site site;
  private final TreeMap<String, Entry> kept;
  private final TreeMap<String, Version> lent;
  /** Kept since before this view, and no word yet that the owner lives or that main memory has it. Tells only who looks on, so it is no part of {@link #text}. */
  private final TreeSet<String> unclaimed;
  private long bytes;

  Backups(Site site) {
    this(site, new TreeMap<>(), new TreeMap<>(), new TreeSet<>(), 0);
  }

  private Backups(Site site, TreeMap<String, Entry> kept, TreeMap<String, Version> lent, TreeSet<String> unclaimed, long bytes) {
    this.site = site;
    this.kept = kept;
    this.lent = lent;
    this.unclaimed = unclaimed;
    this.bytes = bytes;
  }

  Backups copy(Site of) {
    return new Backups(of, new TreeMap<>(kept), new TreeMap<>(lent), new TreeSet<>(unclaimed), bytes);
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

  /** The home of this view knows an owner that has it, too. */
  void claimed(String key) {
    unclaimed.remove(key);
  }

  boolean allClaimed() {
    return unclaimed.isEmpty();
  }

  void drop(String key) {
    Entry before = kept.remove(key);
    unclaimed.remove(key);
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

  /** Who keeps what for the home, and for whom this node does, is told anew after a change of view. */
  void view() {
    lent.clear();
    unclaimed.addAll(kept.keySet());
  }

  void discard() {
    kept.clear();
    lent.clear();
    unclaimed.clear();
    bytes = 0;
  }

  String text() {
    StringBuilder text = new StringBuilder("backups");
    kept.forEach((key, entry) -> text.append(' ').append(key).append(": ").append(entry.version()).append(';'));
    return text.append(" lent ").append(lent).toString();
  }
}
