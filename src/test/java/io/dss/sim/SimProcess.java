package io.dss.sim;

import io.dss.cluster.Member;
import io.dss.cluster.ViewCodec;
import io.dss.kernel.Incarnation;
import io.dss.kernel.NodeId;
import io.dss.lock.LockTable;
import io.dss.lock.LockTableLimits;
import io.dss.node.cluster.LeaseDesk;
import io.dss.node.cluster.Leases;
import io.dss.node.cluster.MemberLoop;
import io.dss.node.cluster.MembershipReplica;
import io.dss.node.lock.LockNode;
import io.dss.node.lock.LockReplica;
import io.dss.node.lock.LockService;
import io.dss.node.lock.Locks;
import io.dss.node.raft.EventLoop;
import io.dss.node.raft.HandRunWriter;
import io.dss.node.raft.RaftLeadership;
import io.dss.node.raft.RaftNode;
import io.dss.node.route.HintedLeadership;
import io.dss.node.route.Leadership;
import io.dss.spi.PeerTransport;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * One life of a node: the engine wired as in production, driven by hand. Whatever happens to it goes through {@link #run}: it waits while the
 * process is paused, is lost when it is dead, and afterwards the loop and the disk get their turns as time allows.
 */
final class SimProcess implements SimLife {
  private static final long TICK_MICROS = 25_000;
  private static final long SWEEP_MICROS = 50_000;
  private static final LockService.Limits LIMITS = new LockService.Limits(1_500, 1_000, 1_000);

  private final World world;
  private final SimHost host;
  private final SimClock clock;
  private final long life;
  private final Incarnation stampOrigin;
  private final EventLoop loop = new EventLoop();
  private final SimTransport transport;
  private final MemberLoop member;
  private final LockNode locks;
  private final Leadership leadership;
  private final SimTimer timer = new SimTimer(this::after);
  private final Deque<Runnable> waiting = new ArrayDeque<>();
  private Optional<RaftNode> raft = Optional.empty();
  private Optional<LockReplica> lockReplica = Optional.empty();
  private Optional<LeaseDesk> desk = Optional.empty();
  private Optional<MembershipReplica> membership = Optional.empty();
  private MortalLog log;
  private HandRunWriter writer;
  private boolean alive = true;
  private boolean paused;
  private boolean turnPlanned;
  private boolean syncing;
  private long workerFreeMicros;

  SimProcess(World world, SimHost host, SimClock clock) {
    this.world = world;
    this.host = host;
    this.clock = clock;
    life = world.nextLife();
    stampOrigin = host.identity().incarnation();
    transport = new SimTransport(this, world.network(), world.others(host.node()), node -> world.host(node).identity());
    if (host.isVoter()) voter();
    else loop.onFailure(broken -> world.oracle().broken(host.node(), broken));
    leadership = raft.<Leadership>map(node -> new RaftLeadership(node, transport::unreachable))
        .orElseGet(() -> new HintedLeadership(List.copyOf(world.configuration().voters().keySet()), transport::unreachable));
    PeerTransport.Peer identity = host.identity();
    Member self = new Member(identity.incarnation(), "http://" + host.node(), host.roles(), Optional.of(identity.disk()));
    member = new MemberLoop(self, new MemberLoop.Ports(loop, transport, clock, leadership, desk, host::raise, this::work));
    membership.ifPresent(replica -> replica.listen((command, after) -> member.viewApplied(after.view())));
    locks = new LockNode(identity.incarnation(), raft, lockReplica, new LockNode.Ports(transport, leadership, clock, timer, this::answer), LIMITS);
  }

  private void voter() {
    LockReplica table = new LockReplica(LockTable.empty(LockTableLimits.DEFAULT));
    MembershipReplica members = new MembershipReplica();
    ReplicaWatch watch = new ReplicaWatch(world.oracle(), host.node(), table, members);
    log = new MortalLog(host.disk().log());
    RaftNode node = new RaftNode(host.node(), world.raftSettings(), new RaftNode.Ports(log, host.disk().snapshots(), transport, clock,
        host.entropy().fork("raft"), this::work), loop, watch.listener(), watch.tables());
    desk = Optional.of(new LeaseDesk(host.node(), world.configuration().cluster(), world.leaseTerms(), node, members, loop, clock, view -> {
      byte[] frame = ViewCodec.encoded(view);
      for (NodeId other : world.others(host.node())) transport.send(other, PeerTransport.Channel.CLUSTER, frame);
    }));
    raft = Optional.of(node);
    lockReplica = Optional.of(table);
    membership = Optional.of(members);
  }

  void start() {
    raft.ifPresent(node -> node.start(handedOver -> writer = new HandRunWriter(handedOver)));
    world.oracle().trace(life);
    transport.ping();
    raft.ifPresent(node -> every(TICK_MICROS, node::tick));
    every(1_000L * world.memberHeartbeatMillis(), member::beat);
    every(SWEEP_MICROS, locks::endOverdue);
  }

  private void every(long micros, Runnable work) {
    later(micros, () -> {
      work.run();
      every(micros, work);
    });
  }

  /** Something happens to this process. */
  void run(Runnable event) {
    if (!alive) return;
    if (paused) {
      waiting.add(event);
      return;
    }
    event.run();
    takeTurns();
    world.leaseOracle().check(this);
  }

  private void takeTurns() {
    if (!turnPlanned && loop.queued() > 0) {
      turnPlanned = true;
      later(host.entropy().below(world.loopMicros()), () -> {
        turnPlanned = false;
        loop.turn();
        raft.flatMap(RaftNode::failure).ifPresent(broken -> world.oracle().broken(host.node(), broken));
      });
    }
    if (!syncing && writer != null && !writer.isIdle()) {
      syncing = true;
      later(world.syncMicros(host.entropy()), () -> {
        syncing = false;
        writer.turn();
      });
    }
  }

  /** Of true time; lost if the process dies before. */
  @Override
  public void later(long micros, Runnable event) {
    world.queue().after(1 + micros, () -> run(event));
  }

  /** Of this process's own clock. */
  @Override
  public void after(long nanos, Runnable event) {
    later(clock.trueMicros(nanos), event);
  }

  /** The one thread that may block: tasks in order, each as slow as a disk is. */
  private void work(Runnable task) {
    workerFreeMicros = Math.max(workerFreeMicros, nowMicros()) + world.syncMicros(host.entropy());
    later(workerFreeMicros - nowMicros(), task);
  }

  private void answer(Runnable task) {
    later(host.entropy().below(200), task);
  }

  /** Stands still; false if it does already. */
  boolean pause() {
    boolean was = paused;
    paused = true;
    return !was;
  }

  /** Goes on with all that has queued up. */
  void resume() {
    paused = false;
    int backlog = waiting.size();
    for (; backlog > 0 && alive && !paused; backlog--) run(waiting.remove());
  }

  /** @param writing the disk has been handed what waits for it, but has not said that it is there */
  void die(boolean writing) {
    if (writing && writer != null) {
      log.losePower();
      writer.turn();
    }
    alive = false;
    waiting.clear();
  }

  @Override
  public boolean isAlive() {
    return alive;
  }

  @Override
  public NodeId node() {
    return host.node();
  }

  /** What the stamps of this life name. */
  Incarnation stampOrigin() {
    return stampOrigin;
  }

  SimHost host() {
    return host;
  }

  /** Counts all lives of all nodes. */
  @Override
  public long life() {
    return life;
  }

  @Override
  public long nowMicros() {
    return world.queue().nowMicros();
  }

  long clockMillis() {
    return clock.nowMillis();
  }

  SimTransport transport() {
    return transport;
  }

  Optional<RaftNode> raft() {
    return raft;
  }

  Leases leases() {
    return member.leases();
  }

  Locks locks() {
    return locks.locks();
  }

  /** Hands leadership on, if it leads. */
  void transferLeadership() {
    raft.ifPresent(node -> run(() -> node.transferLeadership(Optional.empty())));
  }

  CompletionStage<Void> stopForGood() {
    return member.stopForGood();
  }

  void rest() {
    member.rest();
  }

  void rejoin() {
    member.rejoin();
  }
}
