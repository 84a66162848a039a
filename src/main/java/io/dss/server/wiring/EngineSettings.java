package io.dss.server.wiring;

import io.dss.cluster.LeaseTerms;
import io.dss.cluster.Role;
import io.dss.kernel.NodeId;
import io.dss.node.cluster.ClusterService;
import io.dss.node.lock.LockService;
import io.dss.node.raft.RaftNode;
import io.dss.raft.RaftSettings;
import io.dss.server.config.DssConfig;
import io.dss.server.config.StoreKind;
import io.dss.storage.journal.JournalSizes;
import io.dss.storage.redis.RedisSettings;
import io.dss.storage.redis.RedisUrl;
import io.dss.transport.ClusterSecret;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * All that the engine is told, validated before.
 *
 * @param voters those that form the cluster; {@code nodes} has each of them
 * @param nodes the topology, this node included
 * @param memberHeartbeatMillis how often a node tells the leader that it is there
 */
record EngineSettings(NodeId self, SortedSet<NodeId> voters, List<ClusterService.Place> nodes, Path dataDirectory, ClusterSecret secret, RaftNode.Settings raft,
    JournalSizes journal, LeaseTerms leases, int virtualNodes, int memberHeartbeatMillis, LockService.Limits locks,
    QueueSettings queues, CacheSettings caches) {
  /** The engine's settings from the node's configuration. Without lock nodes in it there is nobody to form a cluster, so a single node is one. */
  static EngineSettings of(DssConfig config) {
    List<ClusterService.Place> places = new ArrayList<>();
    config.topology().members().forEach((node, member) -> {
      SortedSet<Role> roles = new TreeSet<>();
      member.roles().forEach(role -> roles.add(Role.valueOf(role.name())));
      places.add(new ClusterService.Place(node, member.url().toString(), roles));
    });
    DssConfig.Raft raft = config.raft();
    RaftSettings defaults = RaftSettings.DEFAULTS;
    RaftSettings settings = new RaftSettings((int) raft.heartbeatMillis(), (int) raft.electionTimeoutMinMillis(), (int) raft.electionTimeoutMaxMillis(),
        raft.maxBatchBytes(), raft.maxInflight(), raft.maxUncommittedBytes(), defaults.maxCommandBytes(), defaults.maxApplyBytes(), defaults.maxPendingReads(),
        defaults.snapshotChunkBytes(), (int) raft.keepTailEntries(), defaults.keepTailBytes());
    DssConfig.Cluster cluster = config.cluster();
    return new EngineSettings(config.topology().self(), new TreeSet<>(config.topology().nodes(io.dss.server.config.Role.LOCK)), places, config.dataDir(),
        config.secret().map(secret -> new ClusterSecret(new String(secret.bytes(), StandardCharsets.UTF_8))).orElseGet(EngineSettings::ofNobody),
        new RaftNode.Settings(settings, raft.snapshotEntries(), raft.snapshotLogBytes()),
        new JournalSizes(raft.journalSegmentBytes(), Math.min(raft.journalSegmentBytes(), JournalSizes.DEFAULT.stepBytes()), JournalSizes.DEFAULT.batchBytes()),
        new LeaseTerms(cluster.leaseMillis(), cluster.removalTimeMillis(), cluster.marginPercent()), config.ring().virtualNodes(),
        (int) cluster.heartbeatMillis(),
        new LockService.Limits(config.http().requestTimeoutMillis(), config.locks().maxWaitingCalls(), config.locks().maxInflight()),
        QueueSettings.of(config), CacheSettings.of(config));
  }

  /** Empty for a store that is not in Redis. */
  static Optional<RedisSettings> redis(StoreKind store, DssConfig.Redis redis) {
    if (store != StoreKind.REDIS) return Optional.empty();
    return Optional.of(new RedisSettings(RedisUrl.parse(redis.url().withSecret()), redis.connections(), Math.min(redis.timeoutMillis(), RedisSettings.CONNECT_TIMEOUT_MILLIS),
        redis.timeoutMillis(), redis.adopt(), redis.waitReplicas()));
  }

  /** A node without peers has nobody to prove a secret to, and lets nobody in: no other process can know this one. */
  private static ClusterSecret ofNobody() {
    SecureRandom random = new SecureRandom();
    return new ClusterSecret(Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong()) + "-of-a-single-node");
  }

  ClusterService.Place place() {
    return nodes.stream().filter(place -> place.node().equals(self)).findFirst().orElseThrow();
  }
}
