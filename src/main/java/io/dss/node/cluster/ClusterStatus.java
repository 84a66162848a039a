package io.dss.node.cluster;

import io.dss.cluster.Epoch;
import io.dss.cluster.Role;
import io.dss.kernel.NodeId;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/** Who is in, for people and clients. {@code epoch} is that of the view it was read from. */
public record ClusterStatus(Epoch epoch, Optional<NodeId> leader, List<Node> nodes) {
  /**
   * One node of the topology.
   *
   * @param alive a member that is heard (by the leader; without one: that this node can reach)
   * @param leaseMillis what is left of its lease, at most; 0 if it has none, or nobody knows
   * @param incarnation 0 if it is no member
   */
  public record Node(NodeId id, String url, SortedSet<Role> roles, boolean alive, long leaseMillis, long incarnation) {}
}
