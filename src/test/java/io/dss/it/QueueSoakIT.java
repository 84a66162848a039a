package io.dss.it;

import io.dss.redis.RedisServer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Random faults under load for {@code -Ddss.soak.minutes}, on {@code -Ddss.soak.store=raft} or {@code redis}, from {@code -Ddss.soak.seed}; then the history. Only by
 * {@code mvn -Psoak}: it takes as long as it is told.
 */
@EnabledIfSystemProperty(named = "dss.soak.minutes", matches = "[0-9]+", disabledReason = "a soak: mvn -Psoak")
class QueueSoakIT {
  @Test
  void nothingIsLostInventedOrGivenOutAfterItsAck() throws Exception {
    Duration limit = Duration.ofMinutes(Integer.getInteger("dss.soak.minutes", 10));
    long seed = Long.getLong("dss.soak.seed", System.nanoTime());
    boolean onRedis = "redis".equals(System.getProperty("dss.soak.store", "raft"));
    System.out.println("soak: " + limit + " on " + (onRedis ? "redis" : "raft") + ", -Ddss.soak.seed=" + seed);
    if (!onRedis) {
      try (Trio trio = Trio.startedWith(new TreeMap<>())) {
        soak(trio, Optional.empty(), limit, seed);
      }
      return;
    }
    try (RedisServer server = RedisServer.start();
        Trio trio = Trio.startedWith(new TreeMap<>(Map.of("DSS_STORE_QUEUE", "redis", "DSS_REDIS_URL", server.url())))) {
      soak(trio, Optional.of(server), limit, seed);
    }
  }

  private static void soak(Trio trio, Optional<RedisServer> redis, Duration limit, long seed) throws Exception {
    trio.whole();
    try (QueueLoad load = QueueLoad.start(trio, "soak", seed)) {
      new QueueFaults(trio, redis, load, seed).until(limit);
      load.verify();
    }
  }
}
