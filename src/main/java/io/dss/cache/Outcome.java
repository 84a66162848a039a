package io.dss.cache;

import java.util.function.Function;

/**
 * What a command comes to, before it is known whether its result is kept: keeping one is a write too, and the answer names the version that is there
 * after it.
 */
sealed interface Outcome {
  /** @param reply of the version that the entry has afterwards */
  record Stays(Function<Version, CacheReply> reply) implements Outcome {}

  /** @param reply of the entry as it was written */
  record Becomes(Content content, long expiresAtMillis, Function<Entry, CacheReply> reply) implements Outcome {}

  static Outcome stays(CacheReply reply) {
    return new Stays(version -> reply);
  }

  static Outcome missing(boolean loadedNothing) {
    return new Stays(version -> new CacheReply.Missing(version, loadedNothing));
  }

  /** Never later than {@link Entry#NEVER}. */
  static long after(long nowMillis, long millis) {
    return millis >= Entry.NEVER - nowMillis ? Entry.NEVER : nowMillis + millis;
  }

  static long tombstoneUntil(long nowMillis) {
    return after(nowMillis, CacheLimits.KEPT_MILLIS);
  }
}
