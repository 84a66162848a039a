package io.dss.node.cache;

import io.dss.cache.Content;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** The first so many keys, in order, of those that come in none. Thread-safe. */
final class KeyListing {
  private final String prefix;
  private final Optional<String> after;
  private final int limit;
  private final TreeSet<String> first = new TreeSet<>();
  private boolean more;

  KeyListing(String prefix, Optional<String> after, int limit) {
    this.prefix = prefix;
    this.after = after;
    this.limit = limit;
  }

  synchronized void add(String key) {
    if (!key.startsWith(prefix) || after.isPresent() && key.compareTo(after.get()) <= 0) return;
    if (!first.add(key) || first.size() <= limit) return;
    first.pollLast();
    more = true;
  }

  synchronized CacheAnswer.Part part() {
    return new CacheAnswer.Part(new ArrayList<>(first), more);
  }

  /** Keys of the lines of a node. Those without a value count only where main memory does not know it yet. */
  static CacheAnswer here(Shelf shelf, CacheRequest.KeysHere asked, long wallMillis) {
    KeyListing here = new KeyListing(asked.prefix(), asked.after(), asked.limit());
    KeyListing gone = new KeyListing(asked.prefix(), asked.after(), asked.limit());
    for (Slot slot : shelf.all()) {
      Slot.Shown shown = slot.shown;
      boolean value = shown.entry().content() instanceof Content.Present && !shown.entry().expired(wallMillis);
      if (value && (shown.state().readable() || shown.dirty())) here.add(slot.key);
      else if (shown.dirty() || shown.state().readable()) gone.add(slot.key);
    }
    return new CacheAnswer.KeysHere(here.part(), gone.part());
  }

  /**
   * The page that all parts together make: what any of them does not say to its end is not said at all.
   *
   * @param stored of main memory
   */
  static Page merged(CacheAnswer.Part stored, List<CacheAnswer.KeysHere> nodes, int limit) {
    TreeSet<String> keys = new TreeSet<>(stored.keys());
    Optional<String> through = through(Optional.empty(), stored);
    for (CacheAnswer.KeysHere node : nodes) {
      through = through(through(through, node.here()), node.gone());
      keys.removeAll(new TreeSet<>(node.gone().keys()));
    }
    // A line that another node has by now is here where that node says so.
    for (CacheAnswer.KeysHere node : nodes) keys.addAll(node.here().keys());
    List<String> page = new ArrayList<>();
    boolean more = through.isPresent();
    for (String key : keys) {
      if (through.isPresent() && key.compareTo(through.get()) > 0) break;
      if (page.size() == limit) {
        more = true;
        break;
      }
      page.add(key);
    }
    return new Page(new Caches.Keys(page, more), through);
  }

  /** @param through which all parts said; behind it nothing is known yet. Empty: all was said */
  record Page(Caches.Keys keys, Optional<String> through) {}

  private static Optional<String> through(Optional<String> least, CacheAnswer.Part part) {
    if (!part.more()) return least;
    String last = part.keys().get(part.keys().size() - 1);
    return least.filter(known -> known.compareTo(last) <= 0).isPresent() ? least : Optional.of(last);
  }
}
