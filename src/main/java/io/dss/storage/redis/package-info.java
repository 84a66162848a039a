/**
 * The message store in Redis: {@link io.dss.storage.redis.RedisMessageStore} over one server, Sentinel or Cluster, as {@link io.dss.storage.redis.RedisSettings}
 * say. A topic is one slot; a Lua script checks fence and number of a batch and applies it. Keys, forms and what Redis itself promises are in
 * {@code src/docs/design/redis-store.md}.
 *
 * <p>Beside it, over the same routes, is main memory of the cache: {@link io.dss.storage.redis.RedisBackingStore}. A bucket is one slot; a Lua script holds fence and versions of a batch
 * against what is there.
 *
 * <p>Must not know what is in an envelope or a note, nor who owns a topic or a bucket. It has no threads: what blocks runs on the executor it is handed.
 * Imports {@code spi} and the values of {@code queue}, {@code cache}, {@code cluster} and {@code kernel}, and how many buckets there are.
 */
package io.dss.storage.redis;
