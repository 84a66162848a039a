package io.dss.cache.table;

import io.dss.cache.Entry;

/** What the table has of a key. @param dropMillis log time from which it may be dropped; {@link Entry#NEVER}: it stays */
record StoredEntry(Entry entry, long dropMillis) {
  static StoredEntry of(TableItem item, long nowMillis) {
    return new StoredEntry(item.entry(), item.keepMillis() > Entry.NEVER - nowMillis ? Entry.NEVER : nowMillis + item.keepMillis());
  }

  boolean stays() {
    return dropMillis == Entry.NEVER;
  }
}
