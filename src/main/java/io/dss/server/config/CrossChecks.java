package io.dss.server.config;

import static io.dss.server.config.Key.CACHE_MAX_BYTES;
import static io.dss.server.config.Key.CACHE_MAX_DIRTY_BYTES;
import static io.dss.server.config.Key.CACHE_MAX_VALUE_BYTES;
import static io.dss.server.config.Key.CLUSTER_HEARTBEAT;
import static io.dss.server.config.Key.CLUSTER_LEASE;
import static io.dss.server.config.Key.CLUSTER_MARGIN;
import static io.dss.server.config.Key.CLUSTER_REMOVAL_TIME;
import static io.dss.server.config.Key.RAFT_ELECTION_TIMEOUT_MAX;
import static io.dss.server.config.Key.RAFT_ELECTION_TIMEOUT_MIN;
import static io.dss.server.config.Key.RAFT_HEARTBEAT;
import static io.dss.server.config.Key.RAFT_MAX_BATCH_BYTES;
import static io.dss.server.config.Key.RAFT_MAX_UNCOMMITTED_BYTES;

/** What must hold between keys. A rule is silent where one of its keys is wrong by itself. */
final class CrossChecks {
  private CrossChecks() {}

  static void check(DssConfig.Cluster cluster, DssConfig.Raft raft, Values values, Mistakes mistakes) {
    if (values.right(CLUSTER_LEASE, CLUSTER_REMOVAL_TIME, CLUSTER_MARGIN)) lease(cluster, mistakes);
    if (values.right(CLUSTER_LEASE, CLUSTER_HEARTBEAT) && cluster.leaseMillis() <= 2 * cluster.heartbeatMillis()) {
      tooSmall(mistakes, CLUSTER_LEASE, cluster.leaseMillis(), "more than two " + CLUSTER_HEARTBEAT.property() + " of " + cluster.heartbeatMillis());
    }
    if (values.right(RAFT_ELECTION_TIMEOUT_MIN, RAFT_HEARTBEAT) && raft.electionTimeoutMinMillis() <= 2 * raft.heartbeatMillis()) {
      String due = "more than two " + RAFT_HEARTBEAT.property() + " of " + raft.heartbeatMillis();
      tooSmall(mistakes, RAFT_ELECTION_TIMEOUT_MIN, raft.electionTimeoutMinMillis(), due);
    }
    if (values.right(RAFT_ELECTION_TIMEOUT_MIN, RAFT_ELECTION_TIMEOUT_MAX) && raft.electionTimeoutMaxMillis() <= raft.electionTimeoutMinMillis()) {
      String due = "more than " + RAFT_ELECTION_TIMEOUT_MIN.property() + " of " + raft.electionTimeoutMinMillis();
      tooSmall(mistakes, RAFT_ELECTION_TIMEOUT_MAX, raft.electionTimeoutMaxMillis(), due);
    }
    if (values.right(RAFT_MAX_BATCH_BYTES, RAFT_MAX_UNCOMMITTED_BYTES) && raft.maxUncommittedBytes() < raft.maxBatchBytes()) {
      String due = "at least " + RAFT_MAX_BATCH_BYTES.property() + " of " + raft.maxBatchBytes();
      tooSmall(mistakes, RAFT_MAX_UNCOMMITTED_BYTES, raft.maxUncommittedBytes(), due);
    }
  }

  /** What is not in main memory yet cannot be evicted at once, and must leave room for what can; one value must fit into what may be dirty, or it could never be written. */
  static void check(DssConfig.Caches caches, Values values, Mistakes mistakes) {
    if (values.right(CACHE_MAX_BYTES, CACHE_MAX_DIRTY_BYTES) && caches.maxDirtyBytes() > caches.maxBytes() / 2) {
      String due = "at most half of " + CACHE_MAX_BYTES.property() + " of " + caches.maxBytes();
      mistakes.add(CACHE_MAX_DIRTY_BYTES, "is " + caches.maxDirtyBytes() + ", " + due + " is due");
    }
    if (values.right(CACHE_MAX_DIRTY_BYTES, CACHE_MAX_VALUE_BYTES) && caches.maxValueBytes() > caches.maxDirtyBytes()) {
      String due = "at most " + CACHE_MAX_DIRTY_BYTES.property() + " of " + caches.maxDirtyBytes();
      mistakes.add(CACHE_MAX_VALUE_BYTES, "is " + caches.maxValueBytes() + ", " + due + " is due");
    }
  }

  /** Whoever is taken out must have stopped by its own clock, which may be the slowest, when the leader's, which may be the fastest, says so. */
  private static void lease(DssConfig.Cluster cluster, Mistakes mistakes) {
    if (cluster.removalTimeMillis() * 100 >= cluster.leaseMillis() * (100 + cluster.marginPercent())) return;
    long due = (cluster.leaseMillis() * (100 + cluster.marginPercent()) + 99) / 100;
    String rule = CLUSTER_LEASE.property() + " of " + cluster.leaseMillis() + " plus " + CLUSTER_MARGIN.property() + " of " + cluster.marginPercent() + " %";
    tooSmall(mistakes, CLUSTER_REMOVAL_TIME, cluster.removalTimeMillis(), "at least " + due + " (" + rule + ")");
  }

  private static void tooSmall(Mistakes mistakes, Key key, long value, String due) {
    mistakes.add(key, "is " + value + ", " + due + " is due");
  }
}
