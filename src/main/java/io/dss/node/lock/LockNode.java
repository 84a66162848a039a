package io.dss.node.lock;

import io.dss.kernel.Incarnation;
import io.dss.node.raft.RaftNode;
import io.dss.node.route.LeaderCalls;
import io.dss.node.route.LeaderHandler;
import io.dss.node.route.Leadership;
import io.dss.node.route.NotLeading;
import io.dss.spi.PeerTransport;
import io.dss.spi.TimeSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;

/** The lock service of a node put together: a leader's part where there is a Raft member, and the part that takes calls everywhere. */
public final class LockNode {
  /** What it stands on. {@code readers} composes what takes long, off the loop. */
  public record Ports(PeerTransport transport, Leadership leadership, TimeSource time, ScheduledExecutorService timer, Executor readers) {}

  private final LeaderCalls<LockRequest, LockAnswer> calls;
  private final LockService service;
  private final Optional<LockLeader> leader;

  /** @param replica and {@code raft}: on a voter, else empty. To be made before the Raft member starts. */
  public LockNode(Incarnation self, Optional<RaftNode> raft, Optional<LockReplica> replica, Ports ports, LockService.Limits limits) {
    leader = raft.map(member -> new LockLeader(self.node(), member, replica.orElseThrow(), ports.time(), ports.readers()));
    LeaderHandler<LockRequest, LockAnswer> handler =
        leader.<LeaderHandler<LockRequest, LockAnswer>>map(decides -> decides).orElse(
            (request, deadlineNanos) -> CompletableFuture.failedFuture(new NotLeading(ports.leadership().leader())));
    calls = new LeaderCalls<>(PeerTransport.Channel.LOCK, ports.transport(), ports.leadership(), self.node(), new LockCallCodec(), handler, ports.time(),
        ports.timer());
    service = new LockService(self, calls, ports.time(), limits);
  }

  public Locks locks() {
    return service;
  }

  /** Ends the calls whose deadline is over; called by a timer. */
  public void endOverdue() {
    calls.endOverdue();
  }

  /** Calls under way on this node, parked ones included. */
  public int callsUnderWay() {
    return calls.underWay();
  }

  /** Calls that wait here, on the leader, for a grant. */
  public int parkedCalls() {
    return leader.map(LockLeader::parkedCalls).orElse(0);
  }

  /** Answers every call that is under way with a refusal and refuses new ones. */
  public void stop() {
    calls.stop();
  }
}
