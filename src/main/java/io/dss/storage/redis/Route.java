package io.dss.storage.redis;

import io.dss.spi.MessageStore;
import io.dss.spi.TimeSource;
import java.util.List;
import java.util.function.Consumer;
import redis.clients.jedis.CommandArguments;

/** The way to the server that has a key. Thread-safe; blocks. */
interface Route extends AutoCloseable {
  /** The way that the URL says; connects to nothing yet. @param alarm as of {@link RedisMessageStore} */
  static Route of(RedisSettings settings, TlsFiles tls, TimeSource time, Consumer<String> alarm) {
    Pools pools = new Pools(settings, tls);
    Inspection inspection = new Inspection(time, alarm);
    return switch (settings.url().kind()) {
      case SERVER -> new PooledRoute(pools, PooledRoute.fixed(settings.url().nodes().get(0)), inspection);
      case SENTINEL -> new PooledRoute(pools, new Sentinels(pools, time), inspection);
      case CLUSTER -> new ClusterRoute(pools, time, inspection);
    };
  }

  /** What is done with a connection. May be done twice, if the first time the connection was already dead: so it must bear a repeat. */
  @FunctionalInterface
  interface Use<T> {
    T with(Link link) throws MessageStore.Unreachable, MessageStore.Refused;
  }

  /** Failures of Jedis come through as they are. */
  <T> T at(byte[] key, Use<T> use) throws MessageStore.Unreachable, MessageStore.Refused;

  /** One command for each of several keys, in as few round trips as there are servers to tell apart. */
  List<Object> each(List<byte[]> keys, List<CommandArguments> commands) throws MessageStore.Unreachable, MessageStore.Refused;

  @Override
  void close();
}
