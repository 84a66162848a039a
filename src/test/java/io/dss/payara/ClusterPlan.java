package io.dss.payara;

import io.dss.launch.NodePlan;
import io.dss.launch.NodeSpec;
import io.dss.launch.Peers;
import io.dss.launch.Topology;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a {@link PayaraCluster} is made of. An immutable value; each {@code with} gives a changed copy.
 *
 * @param nodes in order; a test speaks of them by their index, from 0
 * @param war the application
 * @param heapMegabytes per node, by default what the launcher gives
 * @param overrides per node id: environment variables that replace or join those of the topology
 */
public record ClusterPlan(List<NodePlan> nodes, Path war, int heapMegabytes, Map<String, Map<String, String>> overrides) {
  private static final int DEFAULT_HEAP_MEGABYTES = 384;

  public ClusterPlan {
    nodes = List.copyOf(nodes);
    overrides = Map.copyOf(overrides);
  }

  /** The launcher's own topology on free ports, with the WAR that the build has made (system property {@code dss.war}). */
  public static ClusterPlan of(Topology topology) throws IOException {
    List<NodePlan> usual = topology.nodes(1024);
    List<Integer> ports = freePorts(usual.size());
    List<NodePlan> nodes = new ArrayList<>();
    for (NodePlan node : usual) {
      nodes.add(new NodePlan(node.id(), node.roles(), ports.get(nodes.size())));
    }
    return new ClusterPlan(nodes, Path.of(System.getProperty("dss.war", "target/dss.war")), DEFAULT_HEAP_MEGABYTES, Map.of());
  }

  public ClusterPlan withWar(Path other) {
    return new ClusterPlan(nodes, other, heapMegabytes, overrides);
  }

  /** Sets one variable of one node, such as {@code RAFT_PEERS} with URLs that lead through a proxy. */
  public ClusterPlan with(String id, String variable, String value) {
    Map<String, Map<String, String>> changed = new TreeMap<>(overrides);
    Map<String, String> ofNode = new TreeMap<>(changed.getOrDefault(id, Map.of()));
    ofNode.put(variable, value);
    changed.put(id, ofNode);
    return new ClusterPlan(nodes, war, heapMegabytes, changed);
  }

  /** The same for every node. */
  public ClusterPlan withAll(String variable, String value) {
    ClusterPlan changed = this;
    for (NodePlan node : nodes) {
      changed = changed.with(node.id(), variable, value);
    }
    return changed;
  }

  SortedMap<String, String> environment(NodePlan node) {
    SortedMap<String, String> environment = Peers.environment(node, nodes);
    environment.putAll(overrides.getOrDefault(node.id(), Map.of()));
    return environment;
  }

  NodeSpec.Build build() {
    Path payara = Path.of(System.getProperty("dss.payara.jar", "target/payara/payara-micro.jar")).toAbsolutePath();
    return new NodeSpec.Build(NodeSpec.Build.runningJava(), war.toAbsolutePath(), payara, Path.of("payara-config").toAbsolutePath());
  }

  /** All held open together, so that no port is given twice. Another program may still take one before the node does: the node then dies, loudly. */
  private static List<Integer> freePorts(int count) throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      }
      return sockets.stream().map(ServerSocket::getLocalPort).toList();
    } finally {
      for (ServerSocket socket : sockets) {
        socket.close();
      }
    }
  }
}
