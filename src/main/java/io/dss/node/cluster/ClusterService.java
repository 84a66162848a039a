package io.dss.node.cluster;

import io.dss.cluster.Epoch;
import io.dss.cluster.Member;
import io.dss.cluster.RingView;
import io.dss.cluster.Role;
import io.dss.cluster.View;
import io.dss.kernel.NodeId;
import io.dss.node.raft.EventLoop;
import io.dss.node.route.LeaderCalls;
import io.dss.node.route.Leadership;
import io.dss.node.route.NotLeading;
import io.dss.ring.HashRing;
import io.dss.spi.PeerTransport;
import io.dss.spi.TimeSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;

/** What the cluster looks like: its members as the leader knows them, and the rings as this node's view has them. Thread-safe; nothing blocks. */
public final class ClusterService implements Rings {
  /** How long a leader is asked before this node answers from what it knows itself. */
  private static final long ASK_MILLIS = 1_000;

  /** A node as the configuration names it. */
  public record Place(NodeId node, String url, SortedSet<Role> roles) {}

  /** What it stands on. {@code desk} is empty on a node that is no voter. */
  public record Ports(EventLoop loop, PeerTransport transport, TimeSource time, ScheduledExecutorService timer, Leadership leadership, MemberLoop member,
      Optional<LeaseDesk> desk) {}

  private record Ring(Epoch epoch, HashRing ring) {}

  private final NodeId self;
  private final SortedMap<NodeId, Place> topology = new TreeMap<>();
  private final int virtualNodes;
  private final Ports ports;
  private final LeaderCalls<ClusterStatusCodec.Question, ClusterStatus> calls;
  /** The ring of each role as last computed; replaced as a whole. */
  private volatile Map<Role, Ring> rings = Map.of();

  public ClusterService(NodeId self, List<Place> places, int virtualNodes, Ports ports) {
    this.self = self;
    places.forEach(place -> topology.put(place.node(), place));
    this.virtualNodes = virtualNodes;
    this.ports = ports;
    this.calls = new LeaderCalls<>(PeerTransport.Channel.STATUS, ports.transport(), ports.leadership(), self, new ClusterStatusCodec(), this::asLeader,
        ports.time(), ports.timer());
  }

  /** As the leader sees it; as this node does, when no leader answers within a second. */
  public CompletionStage<ClusterStatus> status() {
    return calls.call(new ClusterStatusCodec.Question(), ports.time().monotonicNanos() + ASK_MILLIS * 1_000_000).exceptionally(failure -> asSeenHere());
  }

  public void endOverdue() {
    calls.endOverdue();
  }

  public void stop() {
    calls.stop();
  }

  @Override
  public Optional<RingOfRole> ring(Role role) {
    Optional<RingView> view = ports.member().leases().view().ring(role);
    return view.map(ring -> new RingOfRole(ring, computed(ring)));
  }

  private HashRing computed(RingView view) {
    Ring known = rings.get(view.role());
    if (known != null && known.epoch().equals(view.epoch())) return known.ring();
    HashRing ring = HashRing.of(view.members().stream().map(incarnation -> incarnation.node()).toList(), virtualNodes);
    Map<Role, Ring> changed = new EnumMap<>(Role.class);
    changed.putAll(rings);
    changed.put(view.role(), new Ring(view.epoch(), ring));
    rings = changed;
    return ring;
  }

  private CompletionStage<ClusterStatus> asLeader(ClusterStatusCodec.Question question, long deadlineNanos) {
    CompletableFuture<ClusterStatus> status = new CompletableFuture<>();
    boolean taken = ports.desk().isPresent() && ports.loop().offer(() -> {
      if (!ports.desk().get().inOffice()) {
        status.completeExceptionally(new NotLeading(ports.leadership().leader()));
        return;
      }
      View view = ports.member().leases().view();
      List<ClusterStatus.Node> nodes = new ArrayList<>();
      for (Place place : places(view)) {
        Optional<Member> member = view.member(place.node());
        Optional<LeaseDesk.Standing> standing = member.flatMap(found -> ports.desk().get().standing(found.incarnation()));
        nodes.add(node(place, member, standing.map(LeaseDesk.Standing::heard).orElse(false), standing.map(LeaseDesk.Standing::leaseRemainingMillis).orElse(0L)));
      }
      status.complete(new ClusterStatus(view.epoch(), Optional.of(self), nodes));
    });
    if (!taken) status.completeExceptionally(new NotLeading(ports.leadership().leader()));
    return status;
  }

  private ClusterStatus asSeenHere() {
    Leases leases = ports.member().leases();
    Set<NodeId> unreachable = ports.transport().unreachable();
    List<ClusterStatus.Node> nodes = new ArrayList<>();
    for (Place place : places(leases.view())) {
      boolean here = place.node().equals(self);
      long leaseMillis = here ? leases.remainingMillis(place.roles(), ports.time().monotonicNanos() / 1_000_000) : 0;
      Optional<Member> member = leases.view().member(place.node());
      nodes.add(node(place, member, member.isPresent() && (here || !unreachable.contains(place.node())), leaseMillis));
    }
    return new ClusterStatus(leases.view().epoch(), ports.leadership().leader(), nodes);
  }

  /** The nodes of the configuration, and members that another node's configuration has. */
  private List<Place> places(View view) {
    SortedMap<NodeId, Place> places = new TreeMap<>(topology);
    for (Member member : view.members()) places.put(member.node(), new Place(member.node(), member.url(), member.roles()));
    return List.copyOf(places.values());
  }

  private static ClusterStatus.Node node(Place place, Optional<Member> member, boolean alive, long leaseMillis) {
    return new ClusterStatus.Node(place.node(), place.url(), place.roles(), alive, leaseMillis, member.map(found -> found.incarnation().number()).orElse(0L));
  }
}
