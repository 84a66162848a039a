package io.dss.cache.table;

import io.dss.cache.CacheLimits;
import io.dss.cache.Content;
import io.dss.cache.Entry;
import io.dss.kernel.Utf8;
import java.util.Optional;

/**
 * What a key is to have.
 *
 * @param keepMillis of log time, after which it may be dropped; {@link Entry#NEVER}: not at all
 */
public record TableItem(String key, Entry entry, long keepMillis) {
  /** What keeps it out of the table, if anything does. */
  Optional<String> broken() {
    if (!goodKey(key)) return Optional.of("a key must have 1-" + CacheLimits.KEY_BYTES + " bytes");
    if (keepMillis < 0) return Optional.of("a key to be kept for " + keepMillis + " ms");
    return broken(entry);
  }

  static boolean goodKey(String key) {
    return !key.isEmpty() && Utf8.fits(key, CacheLimits.KEY_BYTES);
  }

  static Optional<String> broken(Entry entry) {
    if (entry.kept().size() > CacheLimits.KEPT_RESULTS) return Optional.of(entry.kept().size() + " kept results, at most " + CacheLimits.KEPT_RESULTS);
    if (entry.content() instanceof Content.Present present && present.json().length > CacheLimits.VALUE_BYTES) {
      return Optional.of("a value of " + present.json().length + " bytes, at most " + CacheLimits.VALUE_BYTES);
    }
    boolean early = entry.expiresAtMillis() < 0 || entry.kept().stream().anyMatch(kept -> kept.atMillis() < 0)
        || entry.content() instanceof Content.Loading loading && loading.untilMillis() < 0;
    return early ? Optional.of("an instant before 1970") : Optional.empty();
  }
}
