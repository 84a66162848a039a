package io.dss.node.memory;

import io.dss.cache.table.TableLimits;
import io.dss.kernel.Incarnation;
import io.dss.node.raft.RaftNode;
import io.dss.node.route.LeaderCalls;
import io.dss.node.route.LeaderHandler;
import io.dss.node.route.Leadership;
import io.dss.node.route.NotLeading;
import io.dss.spi.BackingStore;
import io.dss.spi.PeerTransport;
import io.dss.spi.TimeSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;

/** The embedded main memory of a node put together: a leader's part where there is a Raft member, and the port everywhere. */
public final class EmbeddedMemoryNode {
  /** What it stands on. {@code readers} composes what takes long, off the loop. */
  public record Ports(PeerTransport transport, Leadership leadership, TimeSource time, ScheduledExecutorService timer, Executor readers) {}

  /** @param callTimeoutMillis how long one call of the port is tried @param table that writes are held against while this node leads */
  public record Limits(long callTimeoutMillis, TableLimits table) {}

  private final LeaderCalls<MemoryRequest, MemoryAnswer> calls;
  private final BackingStore store;

  /** @param replica and {@code raft}: on a voter, else empty. To be made before the Raft member starts. */
  public EmbeddedMemoryNode(Incarnation self, Optional<RaftNode> raft, Optional<MemoryReplica> replica, Ports ports, Limits limits) {
    LeaderHandler<MemoryRequest, MemoryAnswer> handler = raft.<LeaderHandler<MemoryRequest, MemoryAnswer>>map(
        member -> new MemoryLeader(self.node(), member, replica.orElseThrow(), limits.table(), ports.time(), ports.readers())).orElse(
            (request, deadlineNanos) -> CompletableFuture.failedFuture(new NotLeading(ports.leadership().leader())));
    calls = new LeaderCalls<>(PeerTransport.Channel.MEMORY, ports.transport(), ports.leadership(), self.node(), new MemoryCallCodec(), handler, ports.time(),
        ports.timer());
    store = new EmbeddedBackingStore(calls, ports.time(), limits.callTimeoutMillis());
  }

  public BackingStore store() {
    return store;
  }

  /** Ends the calls whose deadline is over; called by a timer. */
  public void endOverdue() {
    calls.endOverdue();
  }

  /** Calls of main memory under way on this node. */
  public int callsUnderWay() {
    return calls.underWay();
  }

  /** Answers every call that is under way as unreachable and refuses new ones. */
  public void stop() {
    calls.stop();
  }
}
