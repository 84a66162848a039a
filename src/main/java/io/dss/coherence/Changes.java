package io.dss.coherence;

import io.dss.cache.Content;
import io.dss.cache.Entry;
import java.util.Optional;

/** What a write was to those who watch a key: they see values that come, change and go, but neither loads nor kept results. */
final class Changes {
  private Changes() {}

  static Optional<Effect.Changed> of(String key, Entry before, Entry after, long nowMillis) {
    if (before.content() == after.content()) return Optional.empty();
    return change(before, after, nowMillis).map(change -> new Effect.Changed(key, change, after));
  }

  private static Optional<Effect.Change> change(Entry before, Entry after, long nowMillis) {
    boolean was = before.content() instanceof Content.Present;
    boolean is = after.content() instanceof Content.Present;
    boolean ended = was && before.expired(nowMillis);
    if (is) return Optional.of(was && !ended ? Effect.Change.UPDATED : Effect.Change.CREATED);
    if (!was) return Optional.empty();
    return Optional.of(ended ? Effect.Change.EXPIRED : Effect.Change.REMOVED);
  }
}
