package io.dss.cache;

import java.util.Optional;
import java.util.OptionalLong;

/** What a caller asks of one key. */
public sealed interface CacheCommand {
  /** @param loadMillis where there is nothing, exactly one caller in the cluster is told to load, and has so long; the others wait. Empty: just read */
  record Read(OptionalLong loadMillis) implements CacheCommand {}

  /**
   * @param content {@link Content.Present}, or {@link Content.Nothing} found by a loader
   * @param ifVersion it must be at this version; {@link Version#NONE}: it must be absent
   * @param loadToken of the load that this ends
   */
  record Write(Content content, OptionalLong ttlMillis, Optional<Version> ifVersion, Optional<String> loadToken) implements CacheCommand {}

  /** @param loadToken of the load that is given up: whoever waits for it may load */
  record Delete(Optional<Version> ifVersion, Optional<String> loadToken) implements CacheCommand {}

  /**
   * Adds to a whole number of 64 bits.
   *
   * @param initial of a key that is absent, before {@code by} is added; without it an absent key is refused
   * @param ttlMillis empty: the key expires when it would have
   */
  record Increment(long by, OptionalLong initial, OptionalLong ttlMillis) implements CacheCommand {}
}
