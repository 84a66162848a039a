package io.dss.cache;

import io.dss.kernel.Invariant;
import java.util.Optional;

/** Writes and deletes: compared with the version that is there, or with the load that they end. */
final class Writes {
  private Writes() {}

  static Outcome write(Entry entry, CacheCommand.Write write, long nowMillis) {
    Content content = write.content();
    Invariant.check(content instanceof Content.Present || content instanceof Content.Nothing, "nobody writes %s", content);
    if (stale(entry, write.loadToken())) return Outcome.stays(new CacheReply.StaleToken());
    if (!matches(entry, write.ifVersion())) return new Outcome.Stays(CacheReply.OtherVersion::new);
    long expiresAtMillis = write.ttlMillis().isPresent() ? Outcome.after(nowMillis, write.ttlMillis().getAsLong()) : Entry.NEVER;
    return new Outcome.Becomes(content, expiresAtMillis, CacheReply.Written::new);
  }

  static Outcome delete(Entry entry, CacheCommand.Delete delete, long nowMillis) {
    if (stale(entry, delete.loadToken())) return Outcome.stays(new CacheReply.StaleToken());
    boolean matches = matches(entry, delete.ifVersion());
    Content content = entry.content();
    if (content instanceof Content.Present && !matches) return new Outcome.Stays(CacheReply.OtherVersion::new);
    if (content instanceof Content.Absent || !matches) return Outcome.missing(false);
    boolean wasThere = content instanceof Content.Present || delete.loadToken().isPresent();
    return new Outcome.Becomes(new Content.Absent(), Outcome.tombstoneUntil(nowMillis),
        wasThere ? CacheReply.Written::new : written -> new CacheReply.Missing(written.version(), false));
  }

  private static boolean stale(Entry entry, Optional<String> loadToken) {
    return loadToken.isPresent() && !Loads.underWay(entry, loadToken.get());
  }

  /** Also of a tombstone or marker: who was told its version may go by it. */
  private static boolean matches(Entry entry, Optional<Version> ifVersion) {
    if (ifVersion.isEmpty() || ifVersion.get().equals(entry.version())) return true;
    return ifVersion.get().equals(Version.NONE) && !(entry.content() instanceof Content.Present);
  }
}
