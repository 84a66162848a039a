package io.dss.storage.redis;

import java.time.Duration;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.RedisProtocol;

/**
 * How connections and their pools are made.
 *
 * @param tls used if the URL says so
 */
record Pools(RedisSettings settings, TlsFiles tls) {
  private static final String CLIENT_NAME = "dss";

  /** Of the servers that hold data. */
  JedisClientConfig connections() {
    RedisUrl url = settings.url();
    DefaultJedisClientConfig.Builder config = bare().database(url.database()).clientName(CLIENT_NAME);
    url.user().ifPresent(config::user);
    url.password().ifPresent(config::password);
    return config.build();
  }

  JedisClientConfig sentinels() {
    return bare().build();
  }

  private DefaultJedisClientConfig.Builder bare() {
    DefaultJedisClientConfig.Builder config = DefaultJedisClientConfig.builder().protocol(RedisProtocol.RESP2)
        .connectionTimeoutMillis(settings.connectTimeoutMillis()).socketTimeoutMillis(settings.answerTimeoutMillis());
    return settings.url().tls() ? config.sslOptions(tls.options()) : config;
  }

  /** Without the thread that looks for idle connections: dead ones are found by the first failure, which empties the pool. */
  ConnectionPoolConfig pool() {
    ConnectionPoolConfig config = new ConnectionPoolConfig();
    config.setMaxTotal(settings.connections());
    config.setMaxIdle(settings.connections());
    config.setMaxWait(Duration.ofMillis(settings.answerTimeoutMillis()));
    config.setTestWhileIdle(false);
    config.setTimeBetweenEvictionRuns(Duration.ofMillis(-1));
    config.setJmxEnabled(false);
    return config;
  }
}
