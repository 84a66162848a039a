package io.dss.node.embedded;

import io.dss.kernel.Incarnation;
import io.dss.node.raft.RaftNode;
import io.dss.node.route.LeaderCalls;
import io.dss.node.route.LeaderHandler;
import io.dss.node.route.Leadership;
import io.dss.node.route.NotLeading;
import io.dss.queue.table.TableLimits;
import io.dss.spi.MessageStore;
import io.dss.spi.PeerTransport;
import io.dss.spi.TimeSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;

/** The embedded message store of a node put together: a leader's part where there is a Raft member, and the port everywhere. */
public final class EmbeddedStoreNode {
  /** What it stands on. {@code readers} composes what takes long, off the loop. */
  public record Ports(PeerTransport transport, Leadership leadership, TimeSource time, ScheduledExecutorService timer, Executor readers) {}

  /** @param callTimeoutMillis how long one call of the port is tried @param table that batches are held against while this node leads */
  public record Limits(long callTimeoutMillis, TableLimits table) {}

  private final LeaderCalls<StoreRequest, StoreAnswer> calls;
  private final MessageStore store;

  /** @param replica and {@code raft}: on a voter, else empty. To be made before the Raft member starts. */
  public EmbeddedStoreNode(Incarnation self, Optional<RaftNode> raft, Optional<MessageReplica> replica, Ports ports, Limits limits) {
    LeaderHandler<StoreRequest, StoreAnswer> handler = raft.<LeaderHandler<StoreRequest, StoreAnswer>>map(
        member -> new StoreLeader(self.node(), member, replica.orElseThrow(), limits.table(), ports.time(), ports.readers())).orElse(
            (request, deadlineNanos) -> CompletableFuture.failedFuture(new NotLeading(ports.leadership().leader())));
    calls = new LeaderCalls<>(PeerTransport.Channel.STORE, ports.transport(), ports.leadership(), self.node(), new StoreCallCodec(), handler, ports.time(),
        ports.timer());
    store = new EmbeddedMessageStore(calls, replica, ports.time(), limits.callTimeoutMillis());
  }

  public MessageStore store() {
    return store;
  }

  /** Ends the calls whose deadline is over; called by a timer. */
  public void endOverdue() {
    calls.endOverdue();
  }

  /** Store calls under way on this node. */
  public int callsUnderWay() {
    return calls.underWay();
  }

  /** Answers every call that is under way as unreachable and refuses new ones. */
  public void stop() {
    calls.stop();
  }
}
