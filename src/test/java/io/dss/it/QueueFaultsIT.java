package io.dss.it;

import io.dss.redis.RedisServer;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Every fault once under load, on either store, the history held against what queues promise. {@code mvn -Psoak} does the same for as long as one likes. */
class QueueFaultsIT {
  private static final long SEED = 4;

  @Test
  @ExtendWith(Trio.Given.class)
  void nothingIsLostInventedOrGivenOutAfterItsAckOnTheEmbeddedStore(Trio trio) throws Exception {
    verify(trio, Optional.empty(), "faults");
  }

  @Test
  @ExtendWith(RedisTrio.Given.class)
  void nothingIsLostInventedOrGivenOutAfterItsAckOnRedis(RedisTrio redis) throws Exception {
    verify(redis.trio(), Optional.of(redis.server()), "redisFaults");
  }

  private static void verify(Trio trio, Optional<RedisServer> redis, String prefix) throws Exception {
    try (QueueLoad load = QueueLoad.start(trio, prefix, SEED)) {
      new QueueFaults(trio, redis, load, SEED).all();
      load.verify();
    }
  }
}
