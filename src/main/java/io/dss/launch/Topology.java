package io.dss.launch;

import java.util.ArrayList;
import java.util.List;

/** What the launcher can start. The names are the values of {@code -Ddss.run.topology}, in lower case. */
public enum Topology {
  /** One node with every role. */
  SINGLE,
  /** Three nodes with every role: the smallest cluster that outlives the death of a node. */
  TRIO,
  /** Three nodes of each role, ports ten apart per role. */
  NINE;

  static final int DEFAULT_BASE_PORT = 8001;
  /** The queue nodes' ports begin this far after the lock nodes', and the cache nodes' this far after those. */
  static final int ROLE_PORT_STRIDE = 10;
  private static final List<String> ALL_ROLES = List.of("lock", "queue", "cache");
  private static final int NODES_PER_GROUP = 3;

  /** The nodes in the order in which they are started and shown; the first one listens on {@code basePort}. */
  public List<NodePlan> nodes(int basePort) {
    return switch (this) {
      case SINGLE -> List.of(new NodePlan("node_1", ALL_ROLES, basePort));
      case TRIO -> group("node_", ALL_ROLES, basePort);
      case NINE -> byRole(basePort);
    };
  }

  /** The highest port that {@link #nodes} would use. */
  int lastPort(int basePort) {
    return switch (this) {
      case SINGLE -> basePort;
      case TRIO -> basePort + NODES_PER_GROUP - 1;
      case NINE -> basePort + (ALL_ROLES.size() - 1) * ROLE_PORT_STRIDE + NODES_PER_GROUP - 1;
    };
  }

  private static List<NodePlan> byRole(int basePort) {
    List<NodePlan> nodes = new ArrayList<>();
    for (String role : ALL_ROLES) {
      nodes.addAll(group("node_" + role + "_", List.of(role), basePort + ALL_ROLES.indexOf(role) * ROLE_PORT_STRIDE));
    }
    return List.copyOf(nodes);
  }

  private static List<NodePlan> group(String prefix, List<String> roles, int firstPort) {
    List<NodePlan> nodes = new ArrayList<>();
    for (int i = 0; i < NODES_PER_GROUP; i++) {
      nodes.add(new NodePlan(prefix + (i + 1), roles, firstPort + i));
    }
    return List.copyOf(nodes);
  }
}
