package io.dss.raft;

import io.dss.kernel.NodeId;
import io.dss.raft.quorum.VoteTally;
import java.util.Optional;

/** Asks whether an election could be won before it starts one (thesis §9.6). Still in its old term, so it may vote for another. */
final class PreCandidate implements RoleState {
  final VoteTally tally;
  final Waiting election;

  PreCandidate(VoteTally tally, long electionDeadlineMillis) {
    this.tally = tally;
    this.election = new Waiting(electionDeadlineMillis);
  }

  @Override
  public Role role() {
    return Role.PRE_CANDIDATE;
  }

  @Override
  public Optional<NodeId> leader() {
    return Optional.empty();
  }
}
