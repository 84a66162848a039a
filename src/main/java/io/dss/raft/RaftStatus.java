package io.dss.raft;

import io.dss.kernel.NodeId;
import io.dss.raft.log.Configuration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a node knows about itself and, if it leads, about the others. For people, metrics and tests; nothing is decided by it.
 *
 * @param self this node
 * @param term current term
 * @param leader the leader of that term, if known
 * @param firstIndex the first entry that is kept in memory; one above {@code lastIndex} if none is
 * @param lastIndex the last entry of the log, on disk or not
 * @param durableIndex the disk has the log up to here
 * @param snapshotIndex what the newest snapshot covers
 * @param configuration the latest one in the log, committed or not
 * @param pendingBytes entries of a leader that are not both committed and on its disk; else 0
 * @param transferTarget who leadership is being handed to
 * @param followers on the leader, by node; else empty
 */
public record RaftStatus(
    NodeId self,
    Role role,
    long term,
    Optional<NodeId> leader,
    long commitIndex,
    long appliedIndex,
    long firstIndex,
    long lastIndex,
    long durableIndex,
    long snapshotIndex,
    Configuration configuration,
    long pendingBytes,
    Optional<NodeId> transferTarget,
    List<FollowerStatus> followers) {

  /** How a leader sends to a follower: one append at a time until it knows where they agree, then many, or a snapshot. */
  public enum Sending {
    PROBE,
    REPLICATE,
    SNAPSHOT
  }

  /**
   * What the leader knows of a follower.
   *
   * @param matchIndex the follower's disk agrees with the leader up to here
   * @param nextIndex what it is sent next
   * @param inflightAppends sent and not acknowledged
   * @param snapshotOffset how much of the snapshot it has stored, if it is being sent one; else 0
   * @param lastContactMillis when anything of this term came from it, by the caller's clock; the time of the election if nothing has
   */
  public record FollowerStatus(
      NodeId node, boolean voter, long matchIndex, long nextIndex, int inflightAppends, Sending sending, long snapshotOffset, long lastContactMillis) {}

  public RaftStatus {
    followers = List.copyOf(followers);
  }

  /** Of the other voters in {@code among} the one whose disk is furthest, as the leader knows; empty on who does not lead. */
  public Optional<NodeId> furthestVoter(Set<NodeId> among) {
    return followers.stream().filter(follower -> follower.voter() && among.contains(follower.node())).max(Comparator.comparingLong(FollowerStatus::matchIndex))
        .map(FollowerStatus::node);
  }
}
