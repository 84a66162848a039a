package io.dss.node.cache;

import io.dss.cache.Version;
import io.dss.kernel.NodeId;
import java.util.List;
import java.util.Optional;

/** What a cache node answers to a {@link CacheRequest}. */
sealed interface CacheAnswer {
  record Called(Caches.Answered answered) implements CacheAnswer {}

  /** @param version as the home knows it: that of main memory, or of a backup */
  record Described(Optional<NodeId> owner, List<NodeId> sharers, Version version) implements CacheAnswer {
    public Described {
      sharers = List.copyOf(sharers);
    }
  }

  /** @param here keys with a value, {@code gone} without one; each with whether there are more behind the last */
  record KeysHere(Part here, Part gone) implements CacheAnswer {}

  record Part(List<String> keys, boolean more) {
    public Part {
      keys = List.copyOf(keys);
    }
  }

  record KeysOfAll(Caches.Keys keys) implements CacheAnswer {}

  record Removed(Caches.Removed removed) implements CacheAnswer {}

  record Changes(Feed.Page page) implements CacheAnswer {}

  record Noted() implements CacheAnswer {}
}
