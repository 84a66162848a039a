package io.dss.node.route;

import io.dss.cluster.Epoch;
import io.dss.kernel.ClusterId;
import io.dss.kernel.Incarnation;
import io.dss.kernel.NodeId;
import io.dss.ring.HashRing;
import java.util.Optional;

/** The ring of one role as this node knows it, and whether this node may act in it. Thread-safe; nothing blocks. */
public interface Placement {
  /** Empty before this node has seen a view. */
  Optional<Ring> ring();

  /**
   * @param previous the ring epoch before this one: who did not have it has missed a change of owners
   * @param self this node as it is in the ring; another life of it, or none, and what it held before is void
   */
  record Ring(ClusterId cluster, Epoch epoch, Optional<Epoch> previous, HashRing nodes, Optional<Incarnation> self) {
    public Optional<NodeId> owner(String name) {
      return nodes.owner(name);
    }
  }

  /** The epoch under which this node may act right now, its lease being alive; empty if it may not. Checked after the read it covers and before the answer. */
  Optional<Epoch> acting();

  /** Told on the Raft loop whenever {@link #ring} or {@link #acting} may have become another, but not when a lease merely runs out; must not block. */
  void onChange(Runnable listener);
}
