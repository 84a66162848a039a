package io.dss.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.launch.NodePlan;
import io.dss.launch.Topology;
import io.dss.payara.ClusterPlan;
import io.dss.payara.PayaraCluster;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The cache of the full topology, on the ports that the documents name, 8021-8023:
 * {@code mvn verify -Ddss.it.nine=true -Dit.test=CacheNineIT -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false}.
 */
@EnabledIfSystemProperty(named = "dss.it.nine", matches = "true", disabledReason = "nine nodes: by hand, see CacheNineIT")
class CacheNineIT {
  private static final int FIRST_PORT = 8001;
  private static final int CACHE_PORT = 8021;
  private static final int FIRST_CACHE_NODE = 6;
  private static final int KEYS = 1_000;
  private static final Duration START = Duration.ofSeconds(400);
  private static final Duration SOON = Duration.ofSeconds(30);

  @Test
  void theCacheNodesKeepEachOtherCoherentAndLoseNothing() throws Exception {
    List<NodePlan> nodes = Topology.NINE.nodes(FIRST_PORT);
    ClusterPlan usual = ClusterPlan.of(Topology.NINE).withAll("DSS_CACHE_MAX_ENTRIES", "100");
    CacheKeys keys = new CacheKeys(new Api(), IntStream.range(0, 3).mapToObj(i -> "http://127.0.0.1:" + (CACHE_PORT + i)).toList());
    try (PayaraCluster cluster = PayaraCluster.start(new ClusterPlan(nodes, usual.war(), usual.heapMegabytes(), usual.overrides()))) {
      cluster.awaitAllReady(START);
      String key = "USER_CONFIG_FILE";
      assertEquals("M", keys.written(0, key, 1).json().getString("state"));
      assertEquals("S", keys.read(1, key, 1).json().getString("state"));
      assertEquals("S", keys.state(0, key));
      keys.written(2, key, 2);
      cluster.await("the second node says so", SOON, () -> cluster.log(FIRST_CACHE_NODE + 1).lines().stream()
          .anyMatch(line -> line.contains("Received INVAL for " + key + ". State -> I")));
      keys.read(1, key, 2);
      for (int i = 0; i < KEYS; i++) keys.written(2, "many-" + i, i);
      for (int i = 0; i < KEYS; i++) keys.read(i % 3, "many-" + i, i);
      keys.written(2, key, 3);
      cluster.kill9(FIRST_CACHE_NODE + 2);
      cluster.await("the value is read elsewhere", SOON, () -> reads(keys, 0, key, 3));
      // A node without the role carries the call to one that has it.
      CacheKeys throughLockNode = new CacheKeys(keys.api(), List.of("http://127.0.0.1:" + FIRST_PORT));
      throughLockNode.written(0, key, 4);
      throughLockNode.read(0, key, 4);
      assertTrue(keys.read(1, key, 4).success());
    }
  }

  private static boolean reads(CacheKeys keys, int node, String key, int value) {
    try {
      Reply reply = keys.reading(node, key);
      return reply.status() == 200 && CacheKeys.value(reply).equals(java.util.OptionalInt.of(value));
    } catch (java.io.IOException noAnswer) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
