package io.dss.cache;

import io.dss.kernel.IdempotencyKey;
import io.dss.kernel.Invariant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What came of calls under Idempotency-Keys. The value is not kept with the result: a write's is in the call that repeats it (the same, as its
 * fingerprint says), and only the number of an increment is known from nowhere else.
 */
final class KeptResults {
  private KeptResults() {}

  /** The first result of a call under this key, or why it is not run. Empty: it is the first. */
  static Optional<CacheReply> find(Entry entry, CacheCommand command, IdempotencyKey key, long nowMillis) {
    int live = 0;
    for (KeptResult result : entry.kept()) {
      if (over(result, nowMillis)) continue;
      live++;
      if (!result.key().equals(key.key())) continue;
      return Optional.of(result.fingerprint().equals(key.fingerprint()) ? replayed(command, result) : new CacheReply.KeyReused());
    }
    return live < CacheLimits.KEPT_RESULTS ? Optional.empty() : Optional.of(new CacheReply.TooManyKeys(CacheLimits.KEPT_RESULTS));
  }

  /** Those that are not over. */
  static List<KeptResult> live(List<KeptResult> kept, long nowMillis) {
    for (KeptResult result : kept) {
      if (over(result, nowMillis)) return kept.stream().filter(other -> !over(other, nowMillis)).toList();
    }
    return kept;
  }

  static List<KeptResult> with(List<KeptResult> live, IdempotencyKey key, CacheCommand command, CacheReply reply, long nowMillis) {
    KeptResult result = new KeptResult(key.key(), key.fingerprint(), nowMillis, CacheReplyCodec.encoded(withoutValue(command, reply)));
    Invariant.check(readable(result), "a result that no reader takes: %s", result);
    List<KeptResult> kept = new ArrayList<>(live);
    kept.add(result);
    return List.copyOf(kept);
  }

  /** Else the entry would be lost with what cannot be read in it. */
  private static boolean readable(KeptResult result) {
    return result.key().length() <= CacheLimits.KEPT_KEY_CHARACTERS && result.fingerprint().length() <= CacheLimits.KEPT_KEY_CHARACTERS
        && result.reply().length <= CacheLimits.KEPT_REPLY_BYTES;
  }

  private static boolean over(KeptResult result, long nowMillis) {
    return nowMillis >= Outcome.after(result.atMillis(), CacheLimits.KEPT_MILLIS);
  }

  private static CacheReply withoutValue(CacheCommand command, CacheReply reply) {
    if (!(reply instanceof CacheReply.Written written)) return reply;
    Entry entry = written.entry();
    Content content = command instanceof CacheCommand.Increment ? entry.content() : new Content.Absent();
    return new CacheReply.Written(new Entry(entry.version(), content, entry.expiresAtMillis(), List.of()));
  }

  private static CacheReply replayed(CacheCommand command, KeptResult result) {
    CacheReply reply = CacheReplyCodec.decoded(result.reply());
    if (!(reply instanceof CacheReply.Written written && command instanceof CacheCommand.Write write)) return reply;
    Entry entry = written.entry();
    return new CacheReply.Written(new Entry(entry.version(), write.content(), entry.expiresAtMillis(), List.of()));
  }
}
