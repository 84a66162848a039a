package io.dss.cache;

import java.util.Optional;
import java.util.OptionalLong;

/** What a caller asks of one key. All but {@link Read} run at the line's owner. */
public sealed interface CacheCommand {
  /** @param load where there is nothing, exactly one caller in the cluster is given a token and told to load */
  record Read(boolean load, OptionalLong loadMillis) implements CacheCommand {}

  /**
   * @param content {@link Content.Present} or {@link Content.Nothing}
   * @param ifVersion it must be at this version; {@link Version#NONE}: it must be absent
   * @param loadToken of the load that this ends
   */
  record Write(Content content, OptionalLong ttlMillis, Optional<Version> ifVersion, Optional<String> loadToken) implements CacheCommand {}

  record Delete(Optional<Version> ifVersion) implements CacheCommand {}

  /** @param initial of a key that is absent; without it an absent key is refused */
  record Increment(long by, OptionalLong initial, OptionalLong ttlMillis) implements CacheCommand {}
}
