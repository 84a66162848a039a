package io.dss.cache;

import java.util.List;

/**
 * A key's value at one version. Two entries of one key with the same version are the same.
 *
 * @param expiresAtMillis wall clock; {@link #NEVER} if it does not expire. Of a tombstone: when it may be forgotten
 * @param kept results under Idempotency-Keys, oldest first, at most {@link CacheLimits#KEPT_RESULTS}
 */
public record Entry(Version version, Content content, long expiresAtMillis, List<KeptResult> kept) {
  public static final long NEVER = Long.MAX_VALUE;
  public static final Entry NONE = new Entry(Version.NONE, new Content.Absent(), NEVER, List.of());

  public Entry {
    kept = List.copyOf(kept);
  }

  /** A holder past this instant must not show it, but bring about its end as a write of {@link Content.Absent}. */
  public boolean expired(long nowMillis) {
    return nowMillis >= expiresAtMillis && !(content instanceof Content.Absent);
  }

  /** Whether main memory may drop it: nobody would be answered otherwise by its being gone, and no result is kept any more. */
  public boolean forgettable(long nowMillis) {
    if (expiresAtMillis == NEVER) return false;
    return content instanceof Content.Absent ? nowMillis >= expiresAtMillis : nowMillis - CacheLimits.KEPT_MILLIS >= expiresAtMillis;
  }

  /** What it takes in memory, about: value and kept results. */
  public int bytes() {
    int bytes = content.bytes();
    for (KeptResult result : kept) bytes += result.key().length() + result.fingerprint().length() + result.reply().length;
    return bytes;
  }
}
