package io.dss.cache;

import java.util.Optional;

/** What came of a {@link CacheCommand}. */
public sealed interface CacheReply {
  /** @param entry as it was read; what is expired is never shown */
  record Found(Entry entry) implements CacheReply {}

  /** Absent, or a loaded nothing. */
  record Missing(Version version, boolean loadedNothing) implements CacheReply {}

  /** The caller is to load, and to write under this token. */
  record Load(String token, long untilMillis) implements CacheReply {}

  /** Somebody loads: ask again when the line has changed, or at this instant. */
  record Wait(long untilMillis) implements CacheReply {}

  /** @param number what an increment came to */
  record Written(Version version, Optional<Long> number) implements CacheReply {}

  /** The compare failed, and nothing was changed. */
  record OtherVersion(Version current) implements CacheReply {}

  /** The load was given to another meanwhile, or is over. */
  record StaleToken() implements CacheReply {}

  /** The value is no whole number, or would leave the range of one. */
  record NoNumber(String why) implements CacheReply {}

  /** The same Idempotency-Key came with another call. */
  record KeyReused() implements CacheReply {}
}
