package io.dss.server.wiring;

import io.dss.cache.WriteSafety;
import io.dss.cluster.LeaseTerms;
import io.dss.cluster.Role;
import io.dss.kernel.NodeId;
import io.dss.node.cluster.ClusterService;
import io.dss.node.lock.LockService;
import io.dss.node.cache.CacheListener;
import io.dss.node.cache.NodeLimits;
import io.dss.node.queue.OwnerLimits;
import io.dss.node.queue.QueueListener;
import io.dss.node.queue.QueueService;
import io.dss.node.raft.RaftListener;
import io.dss.node.raft.RaftNode;
import io.dss.queue.table.TableLimits;
import io.dss.raft.RaftSettings;
import io.dss.ring.HashRing;
import io.dss.spi.TimeSource;
import io.dss.storage.journal.JournalSizes;
import io.dss.transport.ClusterSecret;
import io.dss.transport.TransportCounters;
import io.dss.transport.UpgradeServer;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** Several engines in one process, on loopback sockets and real disks, without a container: the fastest way to a whole cluster. */
final class EngineCluster implements AutoCloseable {
  private static final NodeLimits CACHE =
      new NodeLimits(WriteSafety.BACKUP, 10_000, 16L << 20, 4L << 20, 1_000, 4_000, 1_000, 1_000, 5_000);
  private static final ClusterSecret SECRET = new ClusterSecret("a secret for tests only");

  private final Path directory;
  private final RaftNode.Settings raft;
  private final SortedSet<NodeId> voters = new TreeSet<>();
  private final Map<NodeId, Integer> ports = new TreeMap<>();
  private final Map<NodeId, Node> running = new TreeMap<>();

  private final List<Node> hanging = new ArrayList<>();

  private record Node(Engine engine, UpgradeServer server, ScheduledExecutorService timer) {}

  EngineCluster(Path directory, int voterCount, int otherCount) throws IOException {
    this(directory, voterCount, otherCount, 1_000, RaftSettings.DEFAULTS.keepTailEntries());
  }

  EngineCluster(Path directory, int voterCount, int otherCount, int snapshotEntries, int keepTailEntries) throws IOException {
    this.directory = directory;
    RaftSettings given = RaftSettings.DEFAULTS;
    this.raft = new RaftNode.Settings(new RaftSettings(given.heartbeatMillis(), given.electionTimeoutMinMillis(), given.electionTimeoutMaxMillis(),
        given.maxBatchBytes(), given.maxInflightAppends(), given.maxUncommittedBytes(), given.maxCommandBytes(), given.maxApplyBytes(), given.maxPendingReads(),
        given.snapshotChunkBytes(), keepTailEntries, given.keepTailBytes()), snapshotEntries, 1 << 20);
    for (int i = 1; i <= voterCount + otherCount; i++) {
      NodeId node = new NodeId((i <= voterCount ? "node_lock_" : "node_queue_") + i);
      if (i <= voterCount) voters.add(node);
      try (ServerSocket free = UpgradeServer.loopback(0)) {
        ports.put(node, free.getLocalPort());
      }
    }
  }

  List<NodeId> nodes() {
    return List.copyOf(ports.keySet());
  }

  Engine start(NodeId node) throws IOException {
    List<ClusterService.Place> places = new ArrayList<>();
    ports.forEach((id, port) -> places.add(new ClusterService.Place(id, "http://127.0.0.1:" + port,
        new TreeSet<>(voters.contains(id) ? EnumSet.allOf(Role.class) : EnumSet.of(Role.QUEUE)))));
    EngineSettings settings = new EngineSettings(node, voters, places, directory.resolve(node.value()), SECRET, raft,
        new JournalSizes(1 << 20, 1 << 16, 1 << 20), LeaseTerms.DEFAULT, HashRing.DEFAULT_VIRTUAL_NODES, 500, new LockService.Limits(4_000, 1_000, 8_192),
        new QueueSettings(Optional.empty(), TableLimits.DEFAULT, OwnerLimits.DEFAULTS, new QueueService.Limits(4_000, 1_000, 8_192)),
        new CacheSettings(Optional.empty(), io.dss.cache.table.TableLimits.DEFAULT, CACHE));
    ScheduledExecutorService timer = Executors.newScheduledThreadPool(2);
    TimeSource time = new TimeSource() {
      @Override
      public long monotonicNanos() {
        return System.nanoTime();
      }

      @Override
      public long wallMillis() {
        return System.currentTimeMillis();
      }
    };
    SecureRandom random = new SecureRandom();
    Engine engine = new Engine(settings, new Engine.Environment(new EngineThreads(Thread::new, timer), time, random::nextLong, new TransportCounters(),
        new RaftListener() {}, List.of(), QueueListener.NONE, CacheListener.NONE, io.dss.node.route.CallTracing.NONE));
    engine.start();
    UpgradeServer server = UpgradeServer.start(UpgradeServer.loopback(ports.get(node)), () -> engine.door().orElseThrow());
    running.put(node, new Node(engine, server, timer));
    return engine;
  }

  Engine engine(NodeId node) {
    return running.get(node).engine();
  }

  void stop(NodeId node) throws Exception {
    Node stopped = running.remove(node);
    stopped.engine().stop();
    stopped.server().close();
    stopped.timer().shutdownNow();
  }

  /** As if its process hung: nothing of it runs by the clock any more, and nobody reaches it. Not to be used afterwards. */
  void hang(NodeId node) throws Exception {
    Node hung = running.remove(node);
    hung.timer().shutdownNow();
    hung.server().close();
    hanging.add(hung);
  }

  /** Its disk is exchanged for an empty one. It must not be running. */
  void wipe(NodeId node) throws IOException {
    try (Stream<Path> files = Files.walk(directory.resolve(node.value()))) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
    }
  }

  static void await(String what, BooleanSupplier holds) throws InterruptedException {
    long end = System.nanoTime() + 30_000_000_000L;
    while (!holds.getAsBoolean()) {
      if (System.nanoTime() - end > 0) throw new AssertionError("not within 30 s: " + what);
      Thread.sleep(20);
    }
  }

  @Override
  public void close() throws Exception {
    for (NodeId node : List.copyOf(running.keySet())) stop(node);
    for (Node hung : hanging) hung.engine().stop();
  }
}
