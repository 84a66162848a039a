package io.dss.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.delivery.DeliveryVerdict;
import io.dss.redis.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Load on topics of every node while something breaks, then everything is healed, emptied and judged. */
final class DeliveryRun {
  private static final Duration LOADED = Duration.ofSeconds(40);
  private static final int WARM = 200;

  /** What breaks, one after the other. */
  interface Story {
    void tell(DeliveryFaults faults) throws Exception;
  }

  private DeliveryRun() {}

  static DeliveryVerdict run(Trio trio, Optional<RedisServer> redis, String prefix, long seed, Story story) throws Exception {
    List<Topic> topics = new ArrayList<>();
    for (int node = 0; node < Trio.SIZE; node++) topics.add(trio.ownedBy(node, prefix + node + "-"));
    DeliveryLog log = new DeliveryLog();
    DeliveryLoad load = DeliveryLoad.start(trio, log, topics, seed);
    try {
      trio.nodes().await("load", LOADED, () -> log.acknowledged() > WARM);
      story.tell(new DeliveryFaults(trio, redis, log, topics, seed));
      long before = log.acknowledged();
      trio.nodes().await("load after all that", LOADED, () -> log.acknowledged() > before + WARM);
      load.stop();
    } finally {
      load.abandon();
    }
    DeliveryDrain.drain(log, topics);
    DeliveryVerdict verdict = log.verdict();
    System.out.println(prefix + " seed " + seed + ": " + verdict);
    assertTrue(verdict.isClean(), verdict::toString);
    return verdict;
  }
}
