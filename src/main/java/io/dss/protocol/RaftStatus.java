package io.dss.protocol;

import io.dss.kernel.NodeId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The answer to {@code GET /raft}, of the node asked. {@code followers} is empty on all but the leader, and only the leader's JSON has the field. */
public record RaftStatus(
    NodeId id,
    Role role,
    long term,
    Optional<NodeId> leader,
    long commitIndex,
    long appliedIndex,
    long lastIndex,
    long snapshotIndex,
    long journalBytes,
    List<Follower> followers) {
  /** As the contract names them. */
  public enum Role {
    LEADER,
    FOLLOWER,
    CANDIDATE,
    LEARNER
  }

  /**
   * How far another member is, as its leader knows.
   *
   * @param progress {@code probe}, {@code replicate} or {@code snapshot}
   * @param lag entries it has not acknowledged
   * @param inFlight append messages under way to it
   */
  public record Follower(NodeId id, String progress, long matchIndex, long lag, int inFlight) {}

  public RaftStatus {
    followers = List.copyOf(followers);
  }

  /** The document. */
  public String json() {
    JsonText out = new JsonText().object().field("id", id.value()).field("role", role.name().toLowerCase(Locale.ROOT)).field("term", term);
    leader.ifPresentOrElse(node -> out.field("leader", node.value()), () -> out.nullField("leader"));
    out.field("commit_index", commitIndex).field("applied_index", appliedIndex).field("last_index", lastIndex);
    out.field("snapshot_index", snapshotIndex).field("journal_bytes", journalBytes);
    if (role == Role.LEADER) writeFollowers(out);
    return out.end().toString();
  }

  private void writeFollowers(JsonText out) {
    out.array("followers");
    for (Follower follower : followers) {
      out.object().field("id", follower.id.value()).field("progress", follower.progress).field("match_index", follower.matchIndex);
      out.field("lag", follower.lag).field("in_flight", follower.inFlight).end();
    }
    out.end();
  }
}
