package io.dss.node.raft;

import io.dss.kernel.NodeId;
import io.dss.raft.Role;
import io.dss.raft.log.Configuration;
import java.util.Optional;

/** What other threads see of a {@link RaftNode}, as of the last batch of its loop. @param leaderHeard lately; of a leader: whether it hears a quorum */
public record RaftView(Role role, long term, Optional<NodeId> leader, boolean leaderHeard, Configuration configuration) {
  public boolean leads() {
    return role == Role.LEADER;
  }
}
