package io.dss.raft;

import io.dss.kernel.NodeId;
import io.dss.raft.quorum.VoteTally;
import java.util.Optional;

/** Has voted for itself in the current term and asked the others (§5.2). */
final class Candidate implements RoleState {
  /** Its own vote is in here only once it is durable. */
  final VoteTally tally;

  final Waiting election;

  Candidate(VoteTally tally, long electionDeadlineMillis) {
    this.tally = tally;
    this.election = new Waiting(electionDeadlineMillis);
  }

  @Override
  public Role role() {
    return Role.CANDIDATE;
  }

  @Override
  public Optional<NodeId> leader() {
    return Optional.empty();
  }
}
