package io.dss.protocol;

import io.dss.kernel.NodeId;
import java.util.List;
import java.util.Optional;

/**
 * The answer to {@code GET /cluster}.
 *
 * @param clusterId empty as long as the cluster was not formed
 * @param epoch of the view, as (generation, log index)
 */
public record ClusterStatus(Optional<String> clusterId, Epoch epoch, Optional<NodeId> leader, List<Node> nodes) {
  public ClusterStatus {
    nodes = List.copyOf(nodes);
  }

  /**
   * A node of the topology.
   *
   * @param leaseMillis left of its lease, 0 if it has none
   * @param incarnation empty if it was never in
   */
  public record Node(NodeId id, String url, List<String> roles, boolean alive, long leaseMillis, Optional<Long> incarnation) {
    public Node {
      roles = List.copyOf(roles);
    }
  }

  /** The document. */
  public String json() {
    JsonText out = new JsonText().object();
    clusterId.ifPresentOrElse(id -> out.field("cluster_id", id), () -> out.nullField("cluster_id"));
    epoch.write(out);
    leader.ifPresentOrElse(id -> out.field("leader", id.value()), () -> out.nullField("leader"));
    out.array("nodes");
    for (Node node : nodes) write(node, out);
    return out.end().end().toString();
  }

  private static void write(Node node, JsonText out) {
    out.object().field("id", node.id.value()).field("url", node.url).array("roles");
    node.roles.forEach(out::value);
    out.end().field("alive", node.alive).seconds("lease", node.leaseMillis);
    node.incarnation.ifPresentOrElse(number -> out.field("incarnation", number), () -> out.nullField("incarnation"));
    out.end();
  }
}
