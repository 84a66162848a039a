package io.dss.cache.table;

import io.dss.cache.Content;
import io.dss.kernel.SortedTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keys with a value, in their order.
 *
 * @param next the last key that was looked at, where to go on after; empty if this was the last page. A page may have no key and yet a next one
 */
public record KeyPage(List<String> keys, Optional<String> next) {
  /** How many entries one page looks at: most may be tombstones. */
  static final int MAX_LOOKED = 10_000;

  public KeyPage {
    keys = List.copyOf(keys);
  }

  static KeyPage of(SortedTree<String, StoredEntry> entries, Optional<String> after, int limit) {
    List<String> keys = new ArrayList<>();
    int looked = 0;
    for (Map.Entry<String, StoredEntry> each : entries.from(after.orElse(""), false)) {
      if (each.getValue().entry().content() instanceof Content.Present) keys.add(each.getKey());
      if (keys.size() >= limit || ++looked >= MAX_LOOKED) return new KeyPage(keys, Optional.of(each.getKey()));
    }
    return new KeyPage(keys, Optional.empty());
  }
}
