package io.dss.raft;

import io.dss.kernel.NodeId;
import java.util.Optional;

/** Listens (§5.2). Also what a learner is for ever. */
final class Follower implements RoleState {
  private final Optional<NodeId> leader;
  final Waiting election;

  /** When {@code leader} was last heard; by the caller's clock. */
  private long heardMillis;

  Follower(Optional<NodeId> leader, long electionDeadlineMillis, long nowMillis) {
    this.leader = leader;
    this.election = new Waiting(electionDeadlineMillis);
    this.heardMillis = nowMillis;
  }

  @Override
  public Role role() {
    return Role.FOLLOWER;
  }

  @Override
  public Optional<NodeId> leader() {
    return leader;
  }

  void heard(long electionDeadlineMillis, long nowMillis) {
    election.until(electionDeadlineMillis);
    heardMillis = nowMillis;
  }

  /** A leader was heard less than {@code millis} ago. */
  boolean heardWithin(long millis, long nowMillis) {
    return leader.isPresent() && nowMillis - heardMillis < millis;
  }
}
