package io.dss.node.cluster;

import java.util.Optional;

/** How this node is. Thread-safe; nothing blocks. */
public interface NodeHealth {
  /** What ended this node's part in the cluster for good; it stays observable and must be restarted. */
  Optional<String> failedBecause();

  /** Empty if it is ready: leases held for every role, and a leader known. */
  Optional<String> notReadyBecause();
}
