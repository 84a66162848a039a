package io.dss.node.cache;

import java.util.Optional;

/** What a node asks of a cache node. */
sealed interface CacheRequest {
  /** A call of a node without lines of its own. */
  record Call(Caches.Asked asked) implements CacheRequest {}

  /** What the home of a key says of it. */
  record Describe(String key) implements CacheRequest {}

  /** Keys of the lines there that begin so, in order, and those that are gone although main memory may still have them. */
  record KeysHere(String prefix, Optional<String> after, int limit) implements CacheRequest {}

  record KeysOfAll(String prefix, Optional<String> after, int limit) implements CacheRequest {}

  record RemovePrefix(String prefix) implements CacheRequest {}

  /** @param name of the question, as long as it waits */
  record Changes(String name, Feed.Question question, long waitMillis) implements CacheRequest {}

  /** Nobody waits for the question of this name any more. */
  record Enough(String name) implements CacheRequest {}
}
