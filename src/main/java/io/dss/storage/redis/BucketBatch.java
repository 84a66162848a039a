package io.dss.storage.redis;

import io.dss.cache.Content;
import io.dss.cache.EntryCodec;
import io.dss.kernel.Utf8;
import io.dss.spi.BackingStore.Item;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The items of a write, of each key the one with the latest version. */
final class BucketBatch {
  private final Map<String, Item> latest = new LinkedHashMap<>();

  BucketBatch(List<Item> items) {
    for (Item item : items) latest.merge(item.key(), item, (first, second) -> second.entry().version().isAfter(first.entry().version()) ? second : first);
  }

  /** Whether a full Redis refuses it: one that ends values must go through, as it makes room. */
  boolean takesMemory() {
    return latest.values().stream().anyMatch(item -> !(item.entry().content() instanceof Content.Absent));
  }

  int size() {
    return latest.size();
  }

  /** The number of items, then the four lists. */
  List<byte[]> arguments() {
    Collection<Item> items = latest.values();
    List<byte[]> arguments = new ArrayList<>(1 + 4 * items.size());
    arguments.add(Utf8.bytes(Integer.toString(items.size())));
    items.forEach(item -> arguments.add(Utf8.bytes(item.key())));
    items.forEach(item -> arguments.add(BucketForms.head(item.entry())));
    items.forEach(item -> arguments.add(EntryCodec.encoded(item.entry())));
    items.forEach(item -> arguments.add(BucketForms.keep(item)));
    return arguments;
  }
}
