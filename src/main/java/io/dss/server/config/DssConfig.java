package io.dss.server.config;

import io.dss.cache.WriteSafety;
import java.nio.file.Path;
import java.util.Optional;

/** Everything a node was told, checked. Times in milliseconds, sizes in bytes; {@link Key} has the ranges. */
public record DssConfig(Topology topology, Path dataDir, Optional<Secret> secret, Http http, Cluster cluster, Raft raft, Ring ring, Locks locks, Queues queues,
    Caches caches, Redis redis) {
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

  /**
   * @param maxMessageBytes of headers and data together
   * @param maxTopics that this node owns
   * @param bodyCacheBytes over all topics that this node owns
   * @param tableBytes of the {@link StoreKind#RAFT} store, over all topics
   */
  public record Queues(
      StoreKind store, int maxWaitingCalls, int maxInflight, int maxMessageBytes, int maxTopics, long bodyCacheBytes, long tableBytes) {}

  /**
   * @param writeSafety where a write must be before it is answered; the same on all nodes
   * @param maxEntries lines of this node
   * @param maxBytes of keys and values in lines of this node
   * @param maxDirtyBytes of lines that main memory does not have yet
   * @param maxChanges that a node keeps for listeners
   * @param tableBytes of the {@link StoreKind#RAFT} store
   */
  public record Caches(StoreKind store, WriteSafety writeSafety, int maxEntries, long maxBytes, long maxDirtyBytes, int maxValueBytes, int maxWaitingCalls,
      int maxInflight, int maxChanges, InvalidationLog invalidationLog, long tableBytes) {}

  /** The level at which an invalidated line is logged. */
  public enum InvalidationLog { FINE, INFO }

  /**
   * Only of use with {@link StoreKind#REDIS}.
   *
   * @param adopt whether to take over topics that another cluster wrote
   * @param waitReplicas that must have a batch before it counts as durable
   */
  public record Redis(RedisUrl url, boolean adopt, int waitReplicas, int timeoutMillis, int connections) {}
}
