/**
 * A real Redis for tests: {@link io.dss.redis.RedisServer} is one process, which a test can configure, kill, suspend, restart and set back in time;
 * {@link io.dss.redis.RedisCluster} and {@link io.dss.redis.RedisSentinels} are several. Nothing it starts outlives the test JVM. Knows nothing of the store.
 */
package io.dss.redis;
