package io.dss.cache;

/** What came of a {@link CacheCommand}. */
public sealed interface CacheReply {
  /** @param entry with a {@link Content.Present} that has not expired */
  record Found(Entry entry) implements CacheReply {}

  /** @param loadedNothing a loader found that there is nothing */
  record Missing(Version version, boolean loadedNothing) implements CacheReply {}

  /** The caller is to load, and to write under this token. @param untilMillis wall clock */
  record Load(String token, long untilMillis) implements CacheReply {}

  /** Somebody loads: ask again when the line has changed, or at this instant of the wall clock. */
  record Wait(long untilMillis) implements CacheReply {}

  /** It was done. Of an increment, {@code entry} has the number. */
  record Written(Entry entry) implements CacheReply {}

  /** The compare failed, and nothing was changed. */
  record OtherVersion(Version current) implements CacheReply {}

  /** The load was given to another meanwhile, or is over; nothing was changed. */
  record StaleToken() implements CacheReply {}

  /** The value is no whole number, or would leave the range of one; nothing was changed. */
  record NoNumber(String why) implements CacheReply {}

  /** The same Idempotency-Key came with another call; nothing was changed. */
  record KeyReused() implements CacheReply {}

  /** The entry keeps as many results under Idempotency-Keys as it may; nothing was changed. */
  record TooManyKeys(int most) implements CacheReply {}
}
