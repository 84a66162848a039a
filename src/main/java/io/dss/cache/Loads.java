package io.dss.cache;

import java.util.OptionalLong;

/**
 * Reads, and the markers that let exactly one reader load what is missing (leases against thundering herds and stale sets: Nishtala et al., Scaling
 * Memcache at Facebook, 2013, §3.2.1). The token is the version of the marker, so no two are alike.
 */
final class Loads {
  private Loads() {}

  static Outcome apply(Entry entry, Version next, CacheCommand.Read read, long nowMillis) {
    Content content = entry.content();
    if (content instanceof Content.Present) return Outcome.stays(new CacheReply.Found(entry));
    if (content instanceof Content.Nothing) return Outcome.missing(true);
    if (read.loadMillis().isEmpty()) return Outcome.missing(false);
    if (content instanceof Content.Loading other && nowMillis < other.untilMillis()) return Outcome.stays(new CacheReply.Wait(other.untilMillis()));
    return marked(next, read.loadMillis(), nowMillis);
  }

  /**
   * A marker that nobody ends must not stay for ever: long after its time it expires like a value. Until then its token is good, unless another began
   * to load.
   */
  private static Outcome marked(Version next, OptionalLong loadMillis, long nowMillis) {
    long untilMillis = Outcome.after(nowMillis, loadMillis.getAsLong());
    Content.Loading marker = new Content.Loading(next.text(), untilMillis);
    long forgottenMillis = Outcome.after(untilMillis, CacheLimits.KEPT_MILLIS);
    return new Outcome.Becomes(marker, forgottenMillis, written -> new CacheReply.Load(marker.token(), untilMillis));
  }

  /** Whether this very load is still the one that is under way, in time or not. */
  static boolean underWay(Entry entry, String token) {
    return entry.content() instanceof Content.Loading loading && loading.token().equals(token);
  }
}
