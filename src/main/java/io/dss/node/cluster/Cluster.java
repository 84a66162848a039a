package io.dss.node.cluster;

import io.dss.kernel.ClusterId;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The membership as this node has it. Thread-safe; nothing blocks. */
public interface Cluster {
  /** Empty before first formation. */
  Optional<ClusterId> id();

  /** What this node may do, and the newest view it has; empty before the cluster is formed. */
  Optional<Leases> leases();

  /** Who is in, as the leader knows; as this node sees it if no leader answers. Before the cluster is formed: nobody. */
  CompletionStage<ClusterStatus> status();
}
