package io.dss.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TopologyTest {
  @Test
  void nineNodesArePairwiseApartByRole() {
    assertEquals(List.of(8001, 8002, 8003, 8011, 8012, 8013, 8021, 8022, 8023), Topology.NINE.nodes(8001).stream().map(NodePlan::port).toList());
    assertEquals(List.of("node_lock_1", "node_queue_2", "node_cache_3"), List.of(0, 4, 8).stream().map(i -> Topology.NINE.nodes(8001).get(i).id()).toList());
  }

  @ParameterizedTest
  @EnumSource
  void theLastPortIsTheHighestOne(Topology topology) {
    assertEquals(topology.nodes(2000).stream().mapToInt(NodePlan::port).max().orElseThrow(), topology.lastPort(2000));
  }

  @Test
  void aNodeIsToldWhoHasWhichRole() {
    List<NodePlan> nodes = Topology.NINE.nodes(8001);
    Map<String, String> environment = Peers.environment(nodes.get(3), nodes);
    assertEquals("node_queue_1", environment.get("NODE_ID"));
    assertEquals("{\"node_lock_1\":\"http://127.0.0.1:8001\",\"node_lock_2\":\"http://127.0.0.1:8002\",\"node_lock_3\":\"http://127.0.0.1:8003\"}",
        environment.get("RAFT_PEERS"));
    assertEquals("{\"node_cache_1\":\"http://127.0.0.1:8021\",\"node_cache_2\":\"http://127.0.0.1:8022\",\"node_cache_3\":\"http://127.0.0.1:8023\"}",
        environment.get("CACHE_PEERS"));
  }

  @Test
  void everyNodeOfTheTrioIsInEveryList() {
    List<NodePlan> nodes = Topology.TRIO.nodes(8001);
    Map<String, String> environment = Peers.environment(nodes.get(0), nodes);
    assertEquals(environment.get("RAFT_PEERS"), environment.get("QUEUE_NODES"));
    assertEquals(environment.get("RAFT_PEERS"), environment.get("CACHE_PEERS"));
    assertEquals(3, environment.get("RAFT_PEERS").split("http:").length - 1);
  }

  @Test
  void whatJsonWouldEscapeIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> Peers.json(Map.of("a\"b", "http://x")));
    assertEquals("{}", Peers.json(Map.of()));
  }
}
