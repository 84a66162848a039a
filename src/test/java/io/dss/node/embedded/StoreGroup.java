package io.dss.node.embedded;

import io.dss.kernel.Incarnation;
import io.dss.kernel.NodeId;
import io.dss.node.raft.RaftLeadership;
import io.dss.node.raft.SteppedGroup;
import io.dss.node.raft.SteppedNode;
import io.dss.node.route.HintedLeadership;
import io.dss.queue.Effect;
import io.dss.queue.Fence;
import io.dss.queue.table.TableLimits;
import io.dss.raft.RaftSettings;
import io.dss.spi.MessageStore;
import io.dss.spi.PeerTransport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;

/** Three voters with the message table, and a node that is none, in one thread and by one clock. */
final class StoreGroup {
  static final NodeId CLIENT = new NodeId("n9");
  static final long CALL_MILLIS = 5_000;

  final SteppedGroup group;
  final Map<NodeId, MessageReplica> replicas = new TreeMap<>();
  final PeerTransport clientPort;
  private final TableLimits limits;
  private final List<EmbeddedStoreNode> stores = new ArrayList<>();

  StoreGroup(TableLimits limits, long snapshotEntries) {
    this.limits = limits;
    group = new SteppedGroup(3, settings(), snapshotEntries, id -> {
      MessageReplica replica = new MessageReplica();
      replicas.put(id, replica);
      return List.of(replica);
    });
    clientPort = group.network.port(SteppedNode.peer(CLIENT));
    group.onTick(() -> stores.forEach(EmbeddedStoreNode::endOverdue));
    group.nodes().forEach(this::onVoter);
    group.start();
  }

  /** As in production, but for a tail so short that whoever was away needs the snapshot. */
  private static RaftSettings settings() {
    RaftSettings given = RaftSettings.DEFAULTS;
    return new RaftSettings(given.heartbeatMillis(), given.electionTimeoutMinMillis(), given.electionTimeoutMaxMillis(), given.maxBatchBytes(),
        given.maxInflightAppends(), given.maxUncommittedBytes(), given.maxCommandBytes(), given.maxApplyBytes(), given.maxPendingReads(),
        given.snapshotChunkBytes(), 2, given.keepTailBytes());
  }

  /** The store of a voter, to be made again after each life of its node. */
  EmbeddedStoreNode onVoter(SteppedNode node) {
    PeerTransport port = group.port(node.id());
    return made(new EmbeddedStoreNode(new Incarnation(node.id(), 1), Optional.of(node.raft()), Optional.of(replicas.get(node.id())),
        new EmbeddedStoreNode.Ports(port, new RaftLeadership(node.raft(), port::unreachable), group.time, group.timer, Runnable::run),
        new EmbeddedStoreNode.Limits(CALL_MILLIS, limits)));
  }

  /** The store of a node that is no voter. */
  EmbeddedStoreNode onClient() {
    List<NodeId> voters = group.nodes().stream().map(SteppedNode::id).toList();
    return made(new EmbeddedStoreNode(new Incarnation(CLIENT, 1), Optional.empty(), Optional.empty(),
        new EmbeddedStoreNode.Ports(clientPort, new HintedLeadership(voters, clientPort::unreachable), group.time, group.timer, Runnable::run),
        new EmbeddedStoreNode.Limits(CALL_MILLIS, limits)));
  }

  private EmbeddedStoreNode made(EmbeddedStoreNode store) {
    stores.add(store);
    return store;
  }

  <T> CompletionStage<T> run(CompletionStage<T> call) {
    group.runUntil("the call has ended", call.toCompletableFuture()::isDone);
    return call;
  }

  /** {@code store}, but each call returns when it has ended: nothing else moves this group. */
  MessageStore driven(MessageStore store) {
    return new MessageStore() {
      @Override
      public CompletionStage<Claimed> claim(String topic, Fence fence) {
        return run(store.claim(topic, fence));
      }

      @Override
      public CompletionStage<Page> load(String topic, Fence fence, Optional<String> cursor) {
        return run(store.load(topic, fence, cursor));
      }

      @Override
      public CompletionStage<Appended> append(String topic, Fence fence, long number, List<Effect> effects) {
        return run(store.append(topic, fence, number, effects));
      }

      @Override
      public CompletionStage<Map<Long, byte[]>> read(String topic, List<Long> sequences) {
        return run(store.read(topic, sequences));
      }

      @Override
      public CompletionStage<List<String>> topics(Optional<String> after, int limit) {
        return run(store.topics(after, limit));
      }

      @Override
      public void close() {
        store.close();
      }
    };
  }
}
