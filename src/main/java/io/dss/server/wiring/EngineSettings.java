package io.dss.server.wiring;

import io.dss.cluster.LeaseTerms;
import io.dss.kernel.NodeId;
import io.dss.node.cluster.ClusterService;
import io.dss.node.raft.RaftNode;
import io.dss.storage.journal.JournalSizes;
import io.dss.transport.ClusterSecret;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;

/**
 * All that the engine is told, validated before.
 *
 * @param voters those that form the cluster; {@code nodes} has each of them
 * @param nodes the topology, this node included
 * @param memberHeartbeatMillis how often a node tells the leader that it is there
 * @param callTimeoutMillis after which a call that does not wait for a lock is refused
 */
record EngineSettings(NodeId self, SortedSet<NodeId> voters, List<ClusterService.Place> nodes, Path dataDirectory, ClusterSecret secret, RaftNode.Settings raft,
    JournalSizes journal, LeaseTerms leases, int virtualNodes, int memberHeartbeatMillis, int callTimeoutMillis) {
  ClusterService.Place place() {
    return nodes.stream().filter(place -> place.node().equals(self)).findFirst().orElseThrow();
  }
}
