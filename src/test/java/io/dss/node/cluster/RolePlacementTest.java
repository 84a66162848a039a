package io.dss.node.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dss.cluster.Epoch;
import io.dss.cluster.HeldLease;
import io.dss.cluster.Member;
import io.dss.cluster.RingView;
import io.dss.cluster.Role;
import io.dss.cluster.View;
import io.dss.kernel.ClusterId;
import io.dss.kernel.Incarnation;
import io.dss.kernel.NodeId;
import io.dss.node.raft.ManualTime;
import io.dss.ring.HashRing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class RolePlacementTest {
  private static final ClusterId CLUSTER = new ClusterId("ab".repeat(16));
  private static final Incarnation SELF = new Incarnation(new NodeId("q1"), 1);
  private static final Incarnation OTHER = new Incarnation(new NodeId("q2"), 1);

  private final ManualTime time = new ManualTime();
  private final List<Optional<Epoch>> toldActing = new ArrayList<>();
  private Leases leases = new Leases(SELF, View.NONE, Map.of());
  private final RolePlacement placement = new RolePlacement(Role.QUEUE, CLUSTER, () -> leases, role -> leases.view().ring(role)
      .map(ring -> new Rings.RingOfRole(ring, HashRing.of(ring.members().stream().map(Incarnation::node).toList()))), time);

  RolePlacementTest() {
    placement.onChange(() -> toldActing.add(placement.acting()));
  }

  private static View view(Epoch at, Optional<Epoch> previous, List<Incarnation> queueNodes) {
    List<Member> members = queueNodes.stream()
        .map(node -> new Member(node, "http://" + node.node().value(), new TreeSet<>(List.of(Role.QUEUE)), Optional.empty())).toList();
    List<RingView> rings = new ArrayList<>();
    for (Role role : Role.values()) rings.add(new RingView(role, at, previous, role == Role.QUEUE ? queueNodes : List.of()));
    return new View(at, members, rings);
  }

  private void publish(View view, Optional<HeldLease> lease) {
    leases = new Leases(SELF, view, lease.map(held -> Map.of(Role.QUEUE, held)).orElse(Map.of()));
    placement.published();
  }

  private long inMillis(long millis) {
    return time.monotonicNanos() / 1_000_000 + millis;
  }

  @Test
  void aNodeThatHasSeenNoViewHasNoRing() {
    assertEquals(Optional.empty(), placement.ring());
    assertEquals(Optional.empty(), placement.acting());
  }

  @Test
  void theRingIsThatOfTheNewestViewAndNamesTheOneBefore() {
    Epoch first = new Epoch(1, 5);
    Epoch second = new Epoch(1, 9);
    publish(view(second, Optional.of(first), List.of(SELF, OTHER)), Optional.empty());
    assertEquals(second, placement.ring().orElseThrow().epoch());
    assertEquals(Optional.of(first), placement.ring().orElseThrow().previous());
    assertEquals(CLUSTER, placement.ring().orElseThrow().cluster());
    assertEquals(2, placement.ring().orElseThrow().nodes().members().size());
  }

  @Test
  void aNodeActsWhileItsLeaseLastsAndNotOneMillisecondLonger() {
    Epoch epoch = new Epoch(1, 5);
    publish(view(epoch, Optional.empty(), List.of(SELF)), Optional.of(new HeldLease(epoch, inMillis(100))));
    time.advanceMillis(99);
    assertEquals(Optional.of(epoch), placement.acting());
    time.advanceMillis(1);
    assertEquals(Optional.empty(), placement.acting());
  }

  @Test
  void listenersHearOfRingsAndOfLeasesAndNotOfMereExtensions() {
    Epoch epoch = new Epoch(1, 5);
    View view = view(epoch, Optional.empty(), List.of(SELF));
    publish(view, Optional.empty());
    publish(view, Optional.of(new HeldLease(epoch, inMillis(100))));
    publish(view, Optional.of(new HeldLease(epoch, inMillis(200))));
    publish(view(new Epoch(1, 6), Optional.of(epoch), List.of(SELF, OTHER)), Optional.empty());
    assertEquals(List.of(Optional.empty(), Optional.of(epoch), Optional.empty()), toldActing);
  }

  @Test
  void theRingNamesTheLifeOfThisNodeThatIsInIt() {
    publish(view(new Epoch(1, 5), Optional.empty(), List.of(SELF, OTHER)), Optional.empty());
    assertEquals(Optional.of(SELF), placement.ring().orElseThrow().self());
    publish(view(new Epoch(1, 6), Optional.of(new Epoch(1, 5)), List.of(OTHER)), Optional.empty());
    assertEquals(Optional.empty(), placement.ring().orElseThrow().self());
    publish(view(new Epoch(1, 7), Optional.of(new Epoch(1, 6)), List.of(new Incarnation(SELF.node(), 2), OTHER)), Optional.empty());
    assertEquals(Optional.empty(), placement.ring().orElseThrow().self(), "a later life of this node is in it, and not this one");
  }
}
