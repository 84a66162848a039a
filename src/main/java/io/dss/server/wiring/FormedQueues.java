package io.dss.server.wiring;

import io.dss.kernel.ClusterId;
import io.dss.kernel.Incarnation;
import io.dss.node.embedded.EmbeddedStoreNode;
import io.dss.node.embedded.MessageReplica;
import io.dss.node.queue.QueueNode;
import io.dss.node.raft.EventLoop;
import io.dss.node.raft.RaftNode;
import io.dss.node.route.Leadership;
import io.dss.node.route.Placement;
import io.dss.spi.MessageStore;
import io.dss.spi.PeerTransport;
import io.dss.storage.redis.RedisMessageStore;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The queues of a node that belongs to a cluster: a loop of their own, and the store that the configuration names. */
final class FormedQueues {
  private static final System.Logger LOG = System.getLogger(FormedQueues.class.getName());

  /** What they stand on. {@code raft} and {@code replica}: on a voter, else empty. */
  record Ports(PeerTransport transport, Leadership leadership, Placement placement, Optional<RaftNode> raft, Optional<MessageReplica> replica) {}

  private final EventLoop loop = new EventLoop();
  private final EmbeddedStoreNode embedded;
  private final Optional<RedisMessageStore> redis;
  private final QueueNode node;

  /** To be made before the Raft member starts. */
  FormedQueues(Incarnation self, ClusterId cluster, QueueSettings settings, Engine.Environment environment, Ports ports) {
    EngineThreads threads = environment.threads();
    // Also where messages live in Redis: the table is in the log and in every snapshot, whatever this node is told.
    embedded = new EmbeddedStoreNode(self, ports.raft(), ports.replica(),
        new EmbeddedStoreNode.Ports(ports.transport(), ports.leadership(), environment.time(), threads.timer(), threads.answers()),
        new EmbeddedStoreNode.Limits(settings.calls().callTimeoutMillis(), settings.table()));
    redis = settings.redis().map(told -> new RedisMessageStore(told, cluster, threads.blocking("dss-redis", told.connections()), environment.time(),
        alarm -> LOG.log(System.Logger.Level.WARNING, alarm)));
    MessageStore store = redis.<MessageStore>map(found -> found).orElseGet(embedded::store);
    node = new QueueNode(self, new QueueNode.Ports(loop, store, ports.placement(), ports.transport(), environment.time(), threads.timer(),
        environment.queueListener()), settings.owner(), settings.calls());
    loop.onFailure(broken -> LOG.log(System.Logger.Level.ERROR, "an event of the queue loop failed", broken));
  }

  void start(EngineThreads threads) {
    threads.start(loop, "dss-queues");
  }

  QueueNode node() {
    return node;
  }

  int queuedEvents() {
    return loop.queued();
  }

  void endOverdue() {
    node.endOverdue();
    embedded.endOverdue();
  }

  /** Lets all topics go. Their last batches need the store, so it goes after that. */
  CompletionStage<Void> leave() {
    return node.leave();
  }

  void stop(long waitMillis) {
    embedded.stop();
    if (!loop.stop(waitMillis)) LOG.log(System.Logger.Level.WARNING, "the queue loop did not end within " + waitMillis + " ms");
    redis.ifPresent(RedisMessageStore::close);
  }
}
