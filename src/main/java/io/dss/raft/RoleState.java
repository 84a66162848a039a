package io.dss.raft;

import io.dss.kernel.NodeId;
import java.util.Optional;

/** What a node knows only in one role. A field lives in the role in which it means something, and goes with it. */
sealed interface RoleState permits Follower, PreCandidate, Candidate, Leader {
  Role role();

  /** Who leads the current term as far as this role can know; a leader names itself. */
  Optional<NodeId> leader();
}
