package io.dss.cache;

import io.dss.kernel.IdempotencyKey;
import java.util.Optional;

/** What a command does to an entry, as a function. The instant is of the wall clock, in milliseconds. */
public final class Operations {
  private Operations() {}

  /**
   * The answer of a command that changes nothing: who may read the line may give it. Empty: it may change something, or its entry has expired, and only the
   * owner of the line can run it.
   */
  public static Optional<CacheReply> read(Entry entry, CacheCommand command, Optional<IdempotencyKey> key, long nowMillis) {
    throw new UnsupportedOperationException();
  }

  /**
   * What the owner of the line makes of a command. What has expired is absent to it, and becomes so.
   *
   * @param next the version of what it writes
   */
  public static Applied apply(Entry entry, Version next, CacheCommand command, Optional<IdempotencyKey> key, long nowMillis) {
    throw new UnsupportedOperationException();
  }

  /** @param after the very entry that was there if nothing was changed */
  public record Applied(Entry after, CacheReply reply) {}
}
