package io.dss.raft.log;

import io.dss.kernel.NodeId;
import java.util.Optional;

/**
 * What must be on disk before a node answers (§5.2, Figure 2 "Persistent state").
 *
 * @param currentTerm latest term seen; 0 at first, never goes back
 * @param votedFor who got this node's vote in {@code currentTerm}; cleared only by a higher term
 */
public record HardState(long currentTerm, Optional<NodeId> votedFor) {
  public static final HardState INITIAL = new HardState(0, Optional.empty());

  public HardState {
    if (currentTerm < 0) throw new IllegalArgumentException("term " + currentTerm);
  }
}
