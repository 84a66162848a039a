package io.dss.raft;

import io.dss.kernel.NodeId;
import java.util.Optional;

/** What became of a request to hand over leadership at once. */
public sealed interface TransferResult {
  /** Proposals are refused until it is over: with this node a follower, or still the leader after an election timeout. */
  record Started(NodeId to) implements TransferResult {}

  /** @param leader who to ask, if known */
  record NotLeader(Optional<NodeId> leader) implements TransferResult {}

  /** Nothing was done. @param why for people: no voter, already handing over to another, nobody else there */
  record Refused(String why) implements TransferResult {}
}
