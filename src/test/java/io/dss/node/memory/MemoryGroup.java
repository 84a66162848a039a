package io.dss.node.memory;

import io.dss.cache.Entry;
import io.dss.cache.table.TableLimits;
import io.dss.cluster.Epoch;
import io.dss.kernel.Incarnation;
import io.dss.kernel.NodeId;
import io.dss.node.raft.RaftLeadership;
import io.dss.node.raft.SteppedGroup;
import io.dss.node.raft.SteppedNode;
import io.dss.node.route.HintedLeadership;
import io.dss.raft.RaftSettings;
import io.dss.spi.BackingStore;
import io.dss.spi.PeerTransport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;

/** Three voters with the memory table, and a node that is none, in one thread and by one clock. */
final class MemoryGroup {
  static final NodeId CLIENT = new NodeId("n9");
  static final long CALL_MILLIS = 5_000;

  final SteppedGroup group;
  final Map<NodeId, MemoryReplica> replicas = new TreeMap<>();
  final PeerTransport clientPort;
  private final TableLimits limits;
  private final List<EmbeddedMemoryNode> stores = new ArrayList<>();

  MemoryGroup(TableLimits limits, long snapshotEntries) {
    this.limits = limits;
    group = new SteppedGroup(3, settings(), snapshotEntries, id -> {
      MemoryReplica replica = new MemoryReplica();
      replicas.put(id, replica);
      return List.of(replica);
    });
    clientPort = group.network.port(SteppedNode.peer(CLIENT));
    group.onTick(() -> stores.forEach(EmbeddedMemoryNode::endOverdue));
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
  EmbeddedMemoryNode onVoter(SteppedNode node) {
    PeerTransport port = group.port(node.id());
    return made(new EmbeddedMemoryNode(new Incarnation(node.id(), 1), Optional.of(node.raft()), Optional.of(replicas.get(node.id())),
        new EmbeddedMemoryNode.Ports(port, new RaftLeadership(node.raft(), port::unreachable), group.time, group.timer, Runnable::run),
        new EmbeddedMemoryNode.Limits(CALL_MILLIS, limits)));
  }

  /** The store of a node that is no voter. */
  EmbeddedMemoryNode onClient() {
    List<NodeId> voters = group.nodes().stream().map(SteppedNode::id).toList();
    return made(new EmbeddedMemoryNode(new Incarnation(CLIENT, 1), Optional.empty(), Optional.empty(),
        new EmbeddedMemoryNode.Ports(clientPort, new HintedLeadership(voters, clientPort::unreachable), group.time, group.timer, Runnable::run),
        new EmbeddedMemoryNode.Limits(CALL_MILLIS, limits)));
  }

  private EmbeddedMemoryNode made(EmbeddedMemoryNode store) {
    stores.add(store);
    return store;
  }

  <T> CompletionStage<T> run(CompletionStage<T> call) {
    group.runUntil("the call has ended", call.toCompletableFuture()::isDone);
    return call;
  }

  /** {@code store}, but each call returns when it has ended: nothing else moves this group. */
  BackingStore driven(BackingStore store) {
    return new BackingStore() {
      @Override
      public CompletionStage<Fencing> fence(int bucket, Epoch epoch) {
        return run(store.fence(bucket, epoch));
      }

      @Override
      public CompletionStage<List<Entry>> read(int bucket, List<String> keys) {
        return run(store.read(bucket, keys));
      }

      @Override
      public CompletionStage<Writing> write(int bucket, Epoch epoch, List<Item> items) {
        return run(store.write(bucket, epoch, items));
      }

      @Override
      public CompletionStage<Page> keys(int bucket, Optional<String> cursor, int limit) {
        return run(store.keys(bucket, cursor, limit));
      }

      @Override
      public void close() {
        store.close();
      }
    };
  }
}
