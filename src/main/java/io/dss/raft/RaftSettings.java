package io.dss.raft;

/**
 * Times and limits of one node. Every node of a cluster should have the same; safety does not depend on it, liveness does.
 *
 * @param heartbeatMillis how often a leader speaks to every follower, at least 1
 * @param electionTimeoutMinMillis silence after which a follower may ask for votes, before which it refuses them (§6) and after which a leader that
 *     heard no quorum steps down; at least three heartbeats
 * @param electionTimeoutMaxMillis the longest randomised election timeout, above the shortest (§5.2)
 * @param maxBatchBytes entries in one AppendEntries, counted by {@link io.dss.raft.log.LogEntry#sizeBytes}; a bigger single entry travels alone
 * @param maxInflightAppends AppendEntries with entries sent to one follower and not acknowledged
 * @param maxUncommittedBytes entries a leader holds that are not both committed and on its own disk; more is refused with
 *     {@link ProposeResult.Overloaded}
 * @param maxCommandBytes the longest command that is taken
 * @param maxApplyBytes entries handed out for applying in one {@link Ready}; a bigger single entry comes alone
 * @param maxPendingReads reads that wait for their quorum or for being applied
 * @param snapshotChunkBytes the most that one InstallSnapshot carries
 * @param keepTailEntries entries a snapshot covers that are kept for followers that are slightly behind (a snapshot costs them more)
 * @param keepTailBytes of these at the most: entries that carry messages are a thousand times as long as those of locks, and all are in memory
 */
public record RaftSettings(
    int heartbeatMillis,
    int electionTimeoutMinMillis,
    int electionTimeoutMaxMillis,
    int maxBatchBytes,
    int maxInflightAppends,
    long maxUncommittedBytes,
    int maxCommandBytes,
    int maxApplyBytes,
    int maxPendingReads,
    int snapshotChunkBytes,
    int keepTailEntries,
    long keepTailBytes) {
  public static final RaftSettings DEFAULTS =
      new RaftSettings(100, 1000, 2000, 256 * 1024, 64, 64L * 1024 * 1024, 3_584 * 1024, 1024 * 1024, 100_000, 256 * 1024, 10_000, 16L * 1024 * 1024);

  public RaftSettings {
    require(heartbeatMillis >= 1, "heartbeatMillis", heartbeatMillis, "at least 1");
    require(electionTimeoutMinMillis >= 3L * heartbeatMillis, "electionTimeoutMinMillis", electionTimeoutMinMillis, "at least three heartbeats");
    require(electionTimeoutMaxMillis > electionTimeoutMinMillis, "electionTimeoutMaxMillis", electionTimeoutMaxMillis, "above the shortest");
    require(maxBatchBytes >= 1, "maxBatchBytes", maxBatchBytes, "at least 1");
    require(maxInflightAppends >= 1, "maxInflightAppends", maxInflightAppends, "at least 1");
    require(maxCommandBytes >= 1, "maxCommandBytes", maxCommandBytes, "at least 1");
    require(maxUncommittedBytes > maxCommandBytes, "maxUncommittedBytes", maxUncommittedBytes, "above maxCommandBytes");
    require(maxApplyBytes >= 1, "maxApplyBytes", maxApplyBytes, "at least 1");
    require(maxPendingReads >= 1, "maxPendingReads", maxPendingReads, "at least 1");
    require(snapshotChunkBytes >= 1, "snapshotChunkBytes", snapshotChunkBytes, "at least 1");
    require(keepTailEntries >= 0, "keepTailEntries", keepTailEntries, "not negative");
    require(keepTailBytes >= 0, "keepTailBytes", keepTailBytes, "not negative");
  }

  private static void require(boolean holds, String name, long value, String rule) {
    if (!holds) throw new IllegalArgumentException(name + " is " + value + "; it must be " + rule);
  }
}
