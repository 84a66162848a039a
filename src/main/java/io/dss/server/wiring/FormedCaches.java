package io.dss.server.wiring;

import io.dss.kernel.ClusterId;
import io.dss.kernel.Incarnation;
import io.dss.node.cache.CacheListener;
import io.dss.node.cache.CacheNode;
import io.dss.node.memory.EmbeddedMemoryNode;
import io.dss.node.memory.MemoryReplica;
import io.dss.node.raft.EventLoop;
import io.dss.node.raft.RaftNode;
import io.dss.node.route.Leadership;
import io.dss.node.route.Placement;
import io.dss.spi.BackingStore;
import io.dss.spi.PeerTransport;
import io.dss.storage.redis.RedisBackingStore;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The cache of a node that belongs to a cluster: a loop of its own, and the main memory that the configuration names. */
final class FormedCaches {
  private static final System.Logger LOG = System.getLogger(FormedCaches.class.getName());

  /** What it stands on. {@code raft} and {@code replica}: on a voter, else empty. */
  record Ports(PeerTransport transport, Leadership leadership, Placement placement, Optional<RaftNode> raft, Optional<MemoryReplica> replica) {}

  private final EventLoop loop = new EventLoop();
  private final EmbeddedMemoryNode embedded;
  private final Optional<RedisBackingStore> redis;
  private final CacheNode node;
  private final long leaveMillis;

  /** To be made before the Raft member starts. */
  FormedCaches(Incarnation self, ClusterId cluster, CacheSettings settings, Engine.Environment environment, Ports ports) {
    EngineThreads threads = environment.threads();
    // Also where main memory is in Redis: the table is in the log and in every snapshot, whatever this node is told.
    embedded = new EmbeddedMemoryNode(self, ports.raft(), ports.replica(),
        new EmbeddedMemoryNode.Ports(ports.transport(), ports.leadership(), environment.time(), threads.timer(), threads.answers()),
        new EmbeddedMemoryNode.Limits(settings.node().callTimeoutMillis(), settings.table()));
    redis = settings.redis().map(told -> new RedisBackingStore(told, cluster, threads.blocking("dss-cache-redis", told.connections()), environment.time(),
        alarm -> LOG.log(System.Logger.Level.WARNING, alarm)));
    BackingStore store = redis.<BackingStore>map(found -> found).orElseGet(embedded::store);
    CacheListener listener = environment.cacheListener();
    node = new CacheNode(self, new CacheNode.Ports(loop, store, ports.placement(), ports.transport(), environment.time(), threads.timer(),
        threads.blocking("dss-cache-lists", 1), listener), settings.node());
    loop.onFailure(broken -> LOG.log(System.Logger.Level.ERROR, "an event of the cache loop failed", broken));
    leaveMillis = settings.node().leaveMillis();
  }

  void start(EngineThreads threads) {
    threads.start(loop, "dss-cache");
  }

  CacheNode node() {
    return node;
  }

  int queuedEvents() {
    return loop.queued();
  }

  void endOverdue() {
    node.endOverdue();
    embedded.endOverdue();
  }

  /** How long main memory may take for what this node has written. */
  long leaveMillis() {
    return leaveMillis;
  }

  /** Writes back what main memory does not have, and needs it for that. */
  CompletionStage<Void> leave() {
    return node.leave();
  }

  void stop(long waitMillis) {
    embedded.stop();
    if (!loop.stop(waitMillis)) LOG.log(System.Logger.Level.WARNING, "the cache loop did not end within " + waitMillis + " ms");
    redis.ifPresent(RedisBackingStore::close);
  }
}
