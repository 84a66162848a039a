package io.dss.coherence;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** The lines of a bucket on one node. Whatever becomes of one is shown at once. */
final class Lines {
  private final Site site;
  private final TreeMap<String, Copy> copies;

  Lines(Site site) {
    this(site, new TreeMap<>());
  }

  private Lines(Site site, TreeMap<String, Copy> copies) {
    this.site = site;
    this.copies = copies;
  }

  Lines copy(Site of) {
    return new Lines(of, new TreeMap<>(copies));
  }

  Copy get(String key) {
    return copies.getOrDefault(key, Copy.ABSENT);
  }

  void put(String key, Copy next) {
    Copy before = next.state() == LineState.I ? copies.remove(key) : copies.put(key, next);
    LineState was = before == null ? LineState.I : before.state();
    if (was == next.state() && (before == null || before.entry() == next.entry())) return;
    site.effect(new Effect.Show(key, was, next.state(), next.entry(), next.state().dirty()));
  }

  /** In order. */
  List<String> keys() {
    return new ArrayList<>(copies.keySet());
  }

  String text() {
    StringBuilder text = new StringBuilder("lines");
    copies.forEach((key, copy) -> text.append(' ').append(key).append(": ").append(copy.text()).append(';'));
    return text.toString();
  }
}
