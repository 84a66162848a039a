package io.dss.cache.table;

import io.dss.cache.Content;
import io.dss.cache.Entry;
import io.dss.cache.KeptResult;

/**
 * How many bytes of memory each thing in the table is counted as: its objects, its tree node and its arrays, on a 64-bit machine with compressed pointers,
 * rounded up. A rule of the log and not a measurement: every replica must count the same, whatever its machine.
 */
final class Footprint {
  static final long BUCKET = 144;
  /** Tree node 40, key 40 and its characters, {@link StoredEntry} 24, entry 32, version 48, content 32. */
  private static final long ENTRY = 216;
  /** Tree node 40, {@link Due} 32. */
  private static final long DUE = 72;
  /** The result 32, two texts 80, an array 16, its place in the list 8. */
  private static final long KEPT = 136;

  private Footprint() {}

  static long of(String key, StoredEntry stored) {
    Entry entry = stored.entry();
    long bytes = ENTRY + 2L * key.length() + (stored.stays() ? 0 : DUE);
    if (entry.content() instanceof Content.Present present) bytes += array(present.json().length);
    else if (entry.content() instanceof Content.Loading loading) bytes += array(2 * loading.token().length());
    for (KeptResult kept : entry.kept()) bytes += KEPT + array(kept.key().length()) + array(kept.fingerprint().length()) + array(kept.reply().length);
    return bytes;
  }

  private static long array(int bytes) {
    return bytes + 7L & ~7L;
  }
}
