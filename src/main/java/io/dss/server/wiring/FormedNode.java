package io.dss.server.wiring;

import io.dss.cache.table.MemoryTable;
import io.dss.cluster.Member;
import io.dss.cluster.Role;
import io.dss.cluster.ViewCodec;
import io.dss.kernel.ClusterId;
import io.dss.kernel.Incarnation;
import io.dss.kernel.NodeId;
import io.dss.lock.LockTable;
import io.dss.lock.LockTableLimits;
import io.dss.node.cluster.ClusterService;
import io.dss.node.cluster.LeaseDesk;
import io.dss.node.cluster.MemberLoop;
import io.dss.node.cluster.MembershipReplica;
import io.dss.node.cluster.RolePlacement;
import io.dss.node.embedded.MessageReplica;
import io.dss.node.lock.LockNode;
import io.dss.node.lock.LockReplica;
import io.dss.node.lock.StuckLockLog;
import io.dss.node.memory.MemoryReplica;
import io.dss.node.raft.EventLoop;
import io.dss.node.raft.RaftLeadership;
import io.dss.node.raft.RaftNode;
import io.dss.node.raft.RaftView;
import io.dss.node.route.HintedLeadership;
import io.dss.node.route.Leadership;
import io.dss.queue.table.MessageTable;
import io.dss.raft.log.Configuration;
import io.dss.spi.PeerTransport;
import io.dss.storage.journal.DataDirectory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.LongFunction;
import java.util.stream.Collectors;

/** The engine of a node that belongs to a cluster: its loop, and on it Raft (on a voter), membership and locks; beside it the queues and the cache with theirs. */
final class FormedNode {
  private static final System.Logger LOG = System.getLogger(FormedNode.class.getName());
  private static final long RAFT_TICK_MILLIS = 25;
  private static final long SWEEP_MILLIS = 50;
  /** What a message's deadline may be late by. */
  private static final long QUEUE_TICK_MILLIS = 25;
  /** An acknowledgement between cache nodes waits for it. */
  private static final long CACHE_TICK_MILLIS = 25;

  /** How long a drained node may lead that was elected. */
  private static final long PASS_ON_MILLIS = 1_000;

  /** The tables of a voter, and who keeps them. */
  private record Voter(RaftNode raft, LockReplica locks, MembershipReplica membership, MessageReplica messages, MemoryReplica memory, LeaseDesk desk) {}

  private final EngineSettings settings;
  private final Engine.Environment environment;
  private final EventLoop loop = new EventLoop();
  private final Optional<Voter> voter;
  private final Leadership leadership;
  private final MemberLoop member;
  private final LockNode locks;
  private final ClusterService cluster;
  private final FormedQueues queues;
  private final FormedCaches caches;
  private final Drain drain;
  private final List<Future<?>> timers = new ArrayList<>();

  FormedNode(EngineSettings settings, Engine.Environment environment, DataDirectory directory, PeerTransport transport, LongFunction<Incarnation> raise,
      Configuration configuration, Member self) {
    this.settings = settings;
    this.environment = environment;
    voter = configuration.isVoter(settings.self()) ? Optional.of(voter(directory, transport, configuration.cluster())) : Optional.empty();
    leadership = voter.<Leadership>map(v -> new RaftLeadership(v.raft(), transport::unreachable)).orElseGet(() -> new HintedLeadership(List.copyOf(configuration.voters().keySet()), transport::unreachable));
    ScheduledExecutorService timer = environment.threads().timer();
    member = new MemberLoop(self, new MemberLoop.Ports(loop, transport, environment.time(), leadership, voter.map(Voter::desk), raise,
        environment.threads().worker()));
    voter.ifPresent(v -> v.membership().listen((command, after) -> member.viewApplied(after.view())));
    // On a voter the Raft member is told, and takes no part any more.
    if (voter.isEmpty()) loop.onFailure(member::failed);
    locks = new LockNode(self.incarnation(), voter.map(Voter::raft), voter.map(Voter::locks),
        new LockNode.Ports(transport, leadership, environment.time(), timer, environment.threads().answers()), settings.locks());
    cluster = new ClusterService(settings.self(), settings.nodes(), settings.virtualNodes(),
        new ClusterService.Ports(loop, transport, environment.time(), timer, leadership, member, voter.map(Voter::desk)));
    RolePlacement placement = new RolePlacement(Role.QUEUE, configuration.cluster(), member::leases, cluster, environment.time());
    RolePlacement cachePlacement = new RolePlacement(Role.CACHE, configuration.cluster(), member::leases, cluster, environment.time());
    member.onPublished(() -> {
      placement.published();
      cachePlacement.published();
    });
    queues = new FormedQueues(self.incarnation(), configuration.cluster(), settings.queues(), environment,
        new FormedQueues.Ports(transport, leadership, placement, voter.map(Voter::raft), voter.map(Voter::messages)));
    caches = new FormedCaches(self.incarnation(), configuration.cluster(), settings.caches(), environment,
        new FormedCaches.Ports(transport, leadership, cachePlacement, voter.map(Voter::raft), voter.map(Voter::memory)));
    drain = new Drain(this, environment.threads().blocking("dss-drain", 1));
  }

  private Voter voter(DataDirectory directory, PeerTransport transport, ClusterId clusterId) {
    LockReplica table = new LockReplica(LockTable.empty(LockTableLimits.DEFAULT));
    table.listen(new StuckLockLog());
    environment.lockListeners().forEach(table::listen);
    MembershipReplica membership = new MembershipReplica();
    MessageReplica messages = new MessageReplica();
    MemoryReplica memory = new MemoryReplica();
    RaftNode raft = new RaftNode(settings.self(), settings.raft(), new RaftNode.Ports(directory.log(), directory.snapshots(), transport, environment.time(),
        environment.entropy(), environment.threads().worker()), loop, environment.raftListener(), List.of(table, membership, messages, memory));
    LeaseDesk desk = new LeaseDesk(settings.self(), clusterId, settings.leases(), raft, membership, loop, environment.time(), view -> {
      byte[] frame = ViewCodec.encoded(view);
      for (ClusterService.Place place : settings.nodes()) {
        if (!place.node().equals(settings.self())) transport.send(place.node(), PeerTransport.Channel.CLUSTER, frame);
      }
    });
    return new Voter(raft, table, membership, messages, memory, desk);
  }

  /** Blocks on the disk. */
  void start() {
    voter.ifPresent(v -> v.raft().start(writer -> environment.threads().start(writer, "dss-journal")));
    environment.threads().start(loop, "dss-loop");
    voter.ifPresent(v -> every(RAFT_TICK_MILLIS, v.raft()::tick));
    every(settings.memberHeartbeatMillis(), member::beat);
    every(SWEEP_MILLIS, locks::endOverdue);
    every(SWEEP_MILLIS, cluster::endOverdue);
    queues.start(environment.threads());
    every(QUEUE_TICK_MILLIS, queues.node()::tick);
    every(SWEEP_MILLIS, queues::endOverdue);
    caches.start(environment.threads());
    every(CACHE_TICK_MILLIS, caches.node()::tick);
    every(SWEEP_MILLIS, caches::endOverdue);
    every(PASS_ON_MILLIS, drain::leadNoMore);
  }

  private void every(long millis, Runnable work) {
    timers.add(environment.threads().timer().scheduleAtFixedRate(() -> {
      try {
        work.run();
      } catch (RuntimeException broken) {
        // The scheduler would never run it again.
        LOG.log(System.Logger.Level.ERROR, "a timer's work failed; it goes on with the next tick", broken);
      }
    }, millis, millis, TimeUnit.MILLISECONDS));
  }

  LockNode locks() {
    return locks;
  }

  FormedQueues queues() {
    return queues;
  }

  FormedCaches caches() {
    return caches;
  }

  ClusterService cluster() {
    return cluster;
  }

  MemberLoop member() {
    return member;
  }

  Leadership leadership() {
    return leadership;
  }

  /** As last heard of, whether it is reached right now or not. */
  Optional<NodeId> leader() {
    return voter.map(Voter::raft).map(RaftNode::view).map(RaftView::leader).orElseGet(leadership::leader);
  }

  Drain drain() {
    return drain;
  }

  /** Empty on a node that is no voter. */
  Optional<RaftNode> raft() {
    return voter.map(Voter::raft);
  }

  /** This node's replica of the lock table; empty on a node that is no voter. */
  Optional<LockTable> lockTable() {
    return voter.map(v -> v.locks().table());
  }

  /** This node's replica of the embedded message store; empty on a node that is no voter. */
  Optional<MessageTable> messageTable() {
    return voter.map(v -> v.messages().table());
  }

  /** This node's replica of the cache's embedded main memory; empty on a node that is no voter. */
  Optional<MemoryTable> memoryTable() {
    return voter.map(v -> v.memory().table());
  }

  int queuedEvents() {
    return loop.queued();
  }

  Optional<Throwable> failure() {
    return raft().flatMap(RaftNode::failure).or(member::failure);
  }

  /** Ends the calls that are under way, parked ones too, and takes no new ones. */
  void refuseCalls() {
    locks.stop();
    queues.node().refuseCalls();
    caches.node().refuseCalls();
    cluster.stop();
  }

  /**
   * In order. The others get {@code waitMillis} for what they must hear, loop and disk as long each.
   *
   * @return whether the data directory is let go: if not, the disk thread may still write to it
   */
  boolean stop(long waitMillis) {
    refuseCalls();
    List<String> left = new ArrayList<>(giveAway(waitMillis, () -> false));
    await(member.stopForGood().toCompletableFuture(), untilNanos(waitMillis), left, "no leader heard in time that this node stops");
    left.forEach(what -> LOG.log(System.Logger.Level.INFO, what));
    timers.forEach(timer -> timer.cancel(false));
    queues.stop(waitMillis);
    caches.stop(waitMillis);
    if (!loop.stop(waitMillis)) LOG.log(System.Logger.Level.WARNING, "the loop did not end within " + waitMillis + " ms");
    boolean written = voter.isEmpty() || voter.get().raft().close(waitMillis);
    if (!written) LOG.log(System.Logger.Level.WARNING, "the disk did not finish within " + waitMillis + " ms: the data directory stays locked until the process ends");
    return written;
  }

  /**
   * Writes modified lines back, lets topics go, hands leadership over. Blocks: for main memory as long as it may take, for the rest at most {@code waitMillis} each.
   *
   * @param enough asked between the steps; when it says so, the rest is not begun
   * @return what was not done in time, in words
   */
  List<String> giveAway(long waitMillis, BooleanSupplier enough) {
    List<String> left = new ArrayList<>();
    await(caches.leave().toCompletableFuture(), untilNanos(caches.leaveMillis()), left, "main memory has not taken in time all that this node has modified, or keeps for a node that is gone; what other nodes keep counts");
    if (enough.getAsBoolean()) return left;
    await(queues.leave().toCompletableFuture(), untilNanos(waitMillis), left, "the topics of this node were not all let go in time");
    if (enough.getAsBoolean()) return left;
    // A leader that just went away would cost the others an election timeout.
    if (leadsOthers()) await(voter.orElseThrow().raft().handOver(othersIn()), untilNanos(waitMillis), left, "nobody took leadership over in time");
    return left;
  }

  /** Leaves the view and stays outside until {@link #comeBack}. Blocks. @return what was not done in time, in words */
  List<String> leaveView(long waitMillis) {
    List<String> left = new ArrayList<>();
    await(member.rest().toCompletableFuture(), untilNanos(waitMillis), left, "no leader has taken this node out of the view in time");
    return left;
  }

  /** After {@link #giveAway} and {@link #leaveView}: serves again, and joins the view. */
  void comeBack() {
    queues.node().comeBack();
    caches.node().comeBack();
    member.rejoin();
  }

  /** To somebody who is in the view: two that are drained would pass it to and fro. Where all other voters are drained too, this node goes on leading. */
  void passLeadershipOn() {
    if (!leadsOthers()) return;
    RaftNode raft = voter.orElseThrow().raft();
    raft.status().thenAccept(status -> status.furthestVoter(othersIn()).ifPresent(to -> raft.transferLeadership(Optional.of(to))));
  }

  private Set<NodeId> othersIn() {
    return member.leases().view().members().stream().map(Member::node).filter(node -> !node.equals(settings.self())).collect(Collectors.toSet());
  }

  private boolean leadsOthers() {
    return voter.map(Voter::raft).map(RaftNode::view).filter(view -> view.leads() && view.configuration().voters().size() > 1).isPresent();
  }

  private long untilNanos(long waitMillis) {
    return environment.time().monotonicNanos() + TimeUnit.MILLISECONDS.toNanos(waitMillis);
  }

  private void await(Future<?> done, long untilNanos, List<String> left, String otherwise) {
    try {
      done.get(Math.max(0, untilNanos - environment.time().monotonicNanos()), TimeUnit.NANOSECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      left.add(otherwise);
    } catch (ExecutionException | TimeoutException e) {
      left.add(otherwise);
    }
  }
}
