package io.dss.server.config;

import java.nio.file.Path;
import java.util.Optional;

/** Everything a node was told, checked. Times in milliseconds, sizes in bytes; {@link Key} has the ranges. */
public record DssConfig(Topology topology, Path dataDir, Optional<Secret> secret, Http http, Cluster cluster, Raft raft, Ring ring, Locks locks) {
  /** @param requestTimeoutMillis for a call that another node must carry out */
  public record Http(int maxBodyBytes, long requestTimeoutMillis) {}

  /** @param marginPercent how much faster any clock may count than any other */
  public record Cluster(long heartbeatMillis, long leaseMillis, long removalTimeMillis, int marginPercent) {}

  public record Raft(
      long heartbeatMillis,
      long electionTimeoutMinMillis,
      long electionTimeoutMaxMillis,
      int maxBatchBytes,
      int maxInflight,
      long maxUncommittedBytes,
      long snapshotLogBytes,
      long snapshotEntries,
      long keepTailEntries,
      int journalSegmentBytes) {}

  public record Ring(int virtualNodes) {}

  public record Locks(int maxWaitingCalls, int maxInflight) {}
}
