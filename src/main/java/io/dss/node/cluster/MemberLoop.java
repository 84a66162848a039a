package io.dss.node.cluster;

import io.dss.cluster.Heartbeat;
import io.dss.cluster.HeartbeatAnswer;
import io.dss.cluster.HeartbeatCodec;
import io.dss.cluster.HeldLease;
import io.dss.cluster.HolderEffect;
import io.dss.cluster.LeaseHolder;
import io.dss.cluster.Member;
import io.dss.cluster.Role;
import io.dss.cluster.View;
import io.dss.cluster.ViewCodec;
import io.dss.kernel.Incarnation;
import io.dss.kernel.MalformedBinary;
import io.dss.kernel.NodeId;
import io.dss.node.raft.EventLoop;
import io.dss.node.route.Leadership;
import io.dss.node.route.NotLeading;
import io.dss.spi.PeerTransport;
import io.dss.spi.TimeSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.LongFunction;

/**
 * A node as a member: heartbeats to the leader, takes views and leases, publishes what it may do as an immutable {@link Leases}. On every node, voter or
 * not. Confined to the loop unless said.
 */
public final class MemberLoop {
  private static final System.Logger LOG = System.getLogger(MemberLoop.class.getName());
  private static final long ANSWER_TIMEOUT_NANOS = 3_000_000_000L;

  /**
   * What it stands on.
   *
   * @param desk where this node's own heartbeat goes while it leads; empty on a node that is no voter
   * @param raise records an incarnation of at least so much on the disk and returns the one to go on with; may block
   * @param worker where {@code raise} runs
   */
  public record Ports(EventLoop loop, PeerTransport transport, TimeSource time, Leadership leadership, Optional<LeaseDesk> desk, LongFunction<Incarnation> raise,
      Executor worker) {}

  private final NodeId self;
  private final Ports ports;
  private LeaseHolder holder;
  private Member member;
  private long asked;
  private boolean stopped;
  /** Completes when this node is out; empty while it is to be in. A node that rests goes on asking the leader for views, as an incarnation that says that it takes no part. */
  private Optional<CompletableFuture<Void>> resting = Optional.empty();
  /** The first heartbeat that says that this node has stopped; whoever waits for it to be heard. */
  private long farewellSequence;
  private CompletableFuture<Void> farewell = new CompletableFuture<>();
  private volatile Optional<Throwable> failure = Optional.empty();
  private volatile Leases leases;
  private volatile Optional<Incarnation> supersededBy = Optional.empty();
  private Runnable published = () -> {};

  public MemberLoop(Member member, Ports ports) {
    this.self = member.node();
    this.ports = ports;
    this.member = member;
    this.holder = new LeaseHolder(member);
    publish();
    ports.transport().receive(PeerTransport.Channel.CLUSTER, this::pushed);
    ports.transport().respond(PeerTransport.Channel.CLUSTER, this::heartbeatArrives);
  }

  /** Told on the loop after every {@link #leases} that is published. Set once, before the loop runs. */
  public void onPublished(Runnable told) {
    published = told;
  }

  /** Time for a heartbeat; called by a timer, of any thread. */
  public void beat() {
    ports.loop().offer(this::sendHeartbeat);
  }

  /** A committed view from this node's own log. */
  public void viewApplied(View view) {
    carryOut(holder.viewArrives(view));
  }

  /** What this node may do; of any thread. */
  public Leases leases() {
    return leases;
  }

  /** A later start of this node that is in; this process must not go on. Of any thread. */
  public Optional<Incarnation> supersededBy() {
    return supersededBy;
  }

  /** What ended this member for good, if anything did. Of any thread. */
  public Optional<Throwable> failure() {
    return failure;
  }

  /** Something broke that must not: this member holds nothing and says nothing any more. On the loop. */
  public void failed(Throwable broken) {
    if (failure.isPresent()) return;
    failure = Optional.of(broken);
    LOG.log(System.Logger.Level.ERROR, self + " is no member any more, as going on could do harm: " + broken.getMessage(), broken);
    holder.stopForGood();
    publish();
  }

  /**
   * Serves nothing any more from here on, and says so with every heartbeat. The stage completes when a leader has answered one of them, or where there is
   * nothing to say; never if nobody hears it. Of any thread.
   */
  public CompletionStage<Void> stopForGood() {
    CompletableFuture<Void> told = new CompletableFuture<>();
    boolean taken = ports.loop().offer(() -> {
      stopped = true;
      farewell = told;
      holder.stopForGood();
      publish();
      if (silent()) told.complete(null);
      else heartbeat();
    });
    if (!taken) told.complete(null);
    return told;
  }

  /**
   * Leaves the view and stays outside until {@link #rejoin}: nothing is served here any more, and views are still learned, so that calls can be carried to those who are in. Of
   * any thread.
   *
   * @return completes when this node knows a view that it is not in; never if no leader hears that it leaves
   */
  public CompletionStage<Void> rest() {
    CompletableFuture<Void> out = new CompletableFuture<>();
    boolean taken = ports.loop().offer(() -> {
      if (resting.isEmpty()) {
        resting = Optional.of(new CompletableFuture<>());
        holder.stopForGood();
        publish();
        sendHeartbeat();
      }
      if (!holder.view().contains(holder.incarnation())) resting.get().complete(null);
      resting.get().thenAccept(out::complete);
    });
    if (!taken) out.complete(null);
    return out;
  }

  /** After {@link #rest}: joins again, as a later incarnation. Of any thread. */
  public void rejoin() {
    ports.loop().offer(() -> {
      if (resting.isEmpty()) return;
      resting.get().complete(null);
      resting = Optional.empty();
      // Who has not left yet is out soon, and who is on the way to its next incarnation comes back without being told.
      boolean outside = !holder.ended() && !holder.view().contains(holder.incarnation());
      if (outside) comeBack(holder.incarnation().number() + 1);
    });
  }

  private boolean silent() {
    return holder.ended() || failure.isPresent();
  }

  private long nowMillis() {
    return ports.time().monotonicNanos() / 1_000_000;
  }

  private void sendHeartbeat() {
    if (!silent()) heartbeat();
  }

  private void heartbeat() {
    Optional<NodeId> target = target();
    if (target.isEmpty()) return;
    Heartbeat heartbeat = holder.nextHeartbeat(new TreeSet<>(ports.transport().unreachable()), nowMillis());
    if (stopped && farewellSequence == 0) farewellSequence = heartbeat.sequence();
    CompletionStage<ClusterFrames> answer = target.get().equals(self)
        ? answered(ports.desk().orElseThrow().heartbeat(heartbeat))
        : ports.transport().request(target.get(), PeerTransport.Channel.CLUSTER, HeartbeatCodec.encoded(heartbeat), ANSWER_TIMEOUT_NANOS)
            .thenApply(ClusterFrames::decoded);
    answer.thenAccept(frame -> ports.loop().offer(() -> arrives(target.get(), frame)));
  }

  private Optional<NodeId> target() {
    Optional<NodeId> leader = ports.leadership().leader();
    List<NodeId> others = ports.leadership().askInstead();
    return leader.isPresent() || others.isEmpty() ? leader : Optional.of(others.get((int) (asked++ % others.size())));
  }

  private void arrives(NodeId from, ClusterFrames frame) {
    if (frame instanceof ClusterFrames.Answered answered) {
      ports.leadership().told(from, Optional.of(from));
      carryOut(holder.answerArrives(answered.answer(), nowMillis()));
      HeartbeatAnswer answer = answered.answer();
      boolean heard = farewellSequence > 0 && answer.to().equals(holder.incarnation()) && answer.sequence() >= farewellSequence;
      if (heard) farewell.complete(null);
    } else {
      Optional<NodeId> before = ports.leadership().leader();
      ports.leadership().told(from, ((ClusterFrames.NotLeader) frame).leader());
      if (ports.leadership().leader().isPresent() && !ports.leadership().leader().equals(before)) sendHeartbeat();
    }
  }

  private void pushed(PeerTransport.Peer from, byte[] frame) {
    try {
      View view = ViewCodec.decoded(frame);
      ports.loop().offer(() -> carryOut(holder.viewArrives(view)));
    } catch (MalformedBinary malformed) {
      LOG.log(System.Logger.Level.WARNING, "a view pushed by " + from.node() + " was dropped: " + malformed.getMessage());
    }
  }

  private CompletionStage<byte[]> heartbeatArrives(PeerTransport.Peer from, byte[] frame) {
    if (ports.desk().isEmpty()) return CompletableFuture.completedFuture(ClusterFrames.encoded(new ClusterFrames.NotLeader(ports.leadership().leader())));
    Heartbeat heartbeat;
    try {
      heartbeat = HeartbeatCodec.heartbeat(frame);
    } catch (MalformedBinary malformed) {
      return CompletableFuture.failedFuture(malformed);
    }
    if (!heartbeat.sender().node().equals(from.node())) {
      return CompletableFuture.failedFuture(new MalformedBinary("a heartbeat of " + heartbeat.sender().node() + " that " + from.node() + " sent"));
    }
    return answered(ports.desk().get().heartbeat(heartbeat)).thenApply(ClusterFrames::encoded);
  }

  private static CompletionStage<ClusterFrames> answered(CompletionStage<HeartbeatAnswer> answer) {
    return answer.handle((given, failure) -> {
      if (failure == null) return new ClusterFrames.Answered(given);
      Throwable cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
      if (cause instanceof NotLeading not) return new ClusterFrames.NotLeader(not.leader());
      throw new CompletionException(cause);
    });
  }

  /** Publishes first: no other thread may act under an old lease once a heartbeat acknowledges the new view. */
  private void carryOut(List<HolderEffect> effects) {
    publish();
    // Who said that it stops is let go, and that is all: it neither loses anything by it nor comes back.
    if (stopped) return;
    for (HolderEffect effect : effects) {
      if (effect instanceof HolderEffect.SendHeartbeat) sendHeartbeat();
      else if (effect instanceof HolderEffect.NeedsNewIncarnation needed) comeBack(needed.atLeast());
      else if (effect instanceof HolderEffect.Superseded superseded) supersededBy(superseded.by());
      // What it held goes with the ring: the services see a view without this node, or one whose ring follows another than the one they knew.
      else if (resting.isPresent()) LOG.log(System.Logger.Level.INFO, holder.incarnation() + " has left the view, as it was told to");
      else LOG.log(System.Logger.Level.WARNING, holder.incarnation() + " was taken out of the cluster: what it held is not its own any more");
    }
  }

  private void comeBack(long atLeast) {
    ports.worker().execute(() -> {
      try {
        Incarnation next = ports.raise().apply(atLeast);
        ports.loop().complete(() -> goOnAs(next));
      } catch (RuntimeException | Error broken) {
        ports.loop().complete(() -> failed(broken));
      }
    });
  }

  private void goOnAs(Incarnation next) {
    if (stopped || failure.isPresent()) return;
    LOG.log(System.Logger.Level.INFO, self + " goes on as incarnation " + next.number());
    View known = holder.view();
    member = new Member(next, member.url(), member.roles(), member.disk());
    holder = new LeaseHolder(member);
    resting.ifPresent(waiting -> {
      holder.stopForGood();
      waiting.complete(null);
    });
    carryOut(holder.viewArrives(known));
    sendHeartbeat();
  }

  private void supersededBy(Incarnation later) {
    supersededBy = Optional.of(later);
    LOG.log(System.Logger.Level.ERROR, "another process is " + later + ", a later start of this very node (" + holder.incarnation()
        + "): this one is a left-over and serves nothing any more; stop it");
  }

  private void publish() {
    Map<Role, HeldLease> byRole = new EnumMap<>(Role.class);
    for (Role role : Role.values()) holder.lease(role).ifPresent(lease -> byRole.put(role, lease));
    leases = new Leases(holder.incarnation(), holder.view(), byRole);
    published.run();
  }
}
