package io.dss.node.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.kernel.DiskId;
import io.dss.kernel.Incarnation;
import io.dss.kernel.NodeId;
import io.dss.node.raft.ManualExecutor;
import io.dss.node.raft.MemoryNetwork;
import io.dss.raft.log.Configuration;
import io.dss.spi.PeerTransport;
import io.dss.spi.StoreFailed;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** First formation, story by story; nodes in one thread, disks that outlive them. */
class FormationTest {
  private static final NodeId A = new NodeId("a");
  private static final NodeId B = new NodeId("b");
  private static final NodeId C = new NodeId("c");
  private static final NodeId Q = new NodeId("q");

  private final MemoryNetwork network = new MemoryNetwork();
  private final Random random = new Random(7);
  private final Map<NodeId, Node> nodes = new TreeMap<>();

  private static final class Disk {
    final DiskId id;
    Optional<Configuration> written = Optional.empty();
    boolean full;

    Disk(DiskId id) {
      this.id = id;
    }
  }

  private final class Node {
    final Disk disk;
    final ManualExecutor worker = new ManualExecutor();
    final Formation formation;
    Optional<Configuration> told = Optional.empty();

    Node(NodeId id, Disk disk, NodeId... voters) {
      this.disk = disk;
      SortedSet<NodeId> named = new TreeSet<>(Arrays.asList(voters));
      PeerTransport port = network.port(new PeerTransport.Peer(new Incarnation(id, 1), disk.id, Optional.empty()));
      formation = new Formation(new Formation.Self(id, disk.id, named), disk.written, port, random::nextLong, configuration -> {
        if (disk.full) throw new StoreFailed("no space left");
        assertTrue(disk.written.isEmpty(), "written twice");
        disk.written = Optional.of(configuration);
      }, configuration -> {
        assertTrue(told.isEmpty(), "told twice");
        assertEquals(disk.written, Optional.of(configuration), "told before it was durable");
        told = Optional.of(configuration);
      }, worker);
    }

    void work() {
      try {
        worker.runAll();
      } catch (StoreFailed expected) {
        assertTrue(disk.full);
      }
    }
  }

  private Disk disk() {
    return new Disk(DiskId.draw(random::nextLong));
  }

  private Node start(NodeId id, Disk disk, NodeId... voters) {
    Node node = new Node(id, disk, voters);
    nodes.put(id, node);
    node.formation.begin();
    return node;
  }

  /** Everybody asks and is answered. */
  private void round() {
    nodes.values().forEach(node -> node.formation.tick());
    for (int i = 0; i < 4; i++) {
      network.deliver();
      nodes.values().forEach(Node::work);
    }
  }

  private static String stuck(Node node) {
    return assertInstanceOf(Formation.State.Stuck.class, node.formation.state()).why();
  }

  @Test
  void threeEmptyNodesAndOneThatIsNoVoterBecomeOneCluster() {
    Node a = start(A, disk(), A, B, C);
    Node b = start(B, disk(), A, B, C);
    Node q = start(Q, disk(), A, B, C);
    round();
    assertEquals(new Formation.State.Waiting(new TreeSet<>(java.util.List.of(C))), a.formation.state());
    Node c = start(C, disk(), A, B, C);
    round();
    round();
    Configuration formed = a.told.orElseThrow();
    assertEquals(Map.of(A, a.disk.id, B, b.disk.id, C, c.disk.id), formed.voters());
    for (Node node : nodes.values()) {
      assertEquals(Optional.of(formed), node.told);
      assertEquals(new Formation.State.Formed(formed.cluster()), node.formation.state());
    }
    assertFalse(formed.isVoter(Q), q.formation.state().toString());
  }

  @Test
  void aMajorityIsNotEnough() {
    Node a = start(A, disk(), A, B, C);
    start(B, disk(), A, B, C);
    for (int i = 0; i < 20; i++) round();
    assertTrue(a.told.isEmpty());
  }

  @Test
  void aSingleNodeFormsAtOnceAndADiskThatWasFormedIsFormed() {
    Disk disk = disk();
    Configuration first = start(A, disk, A).told.orElseThrow();
    assertEquals(Optional.of(first), start(A, disk, A, B, C).told, "whatever the configuration names by now");
  }

  @Test
  void theCoordinatorMayDieBetweenWritingAndTelling() {
    Disk disk = disk();
    Node a = start(A, disk, A, B, C);
    Node b = start(B, disk(), A, B, C);
    Node c = start(C, disk(), A, B, C);
    a.formation.tick();
    network.deliver();
    network.deliver();
    a.work();
    assertTrue(a.told.isPresent());
    assertTrue(b.told.isEmpty() && c.told.isEmpty());
    Node again = start(A, disk, A, B, C);
    round();
    assertEquals(a.told, again.told);
    assertEquals(a.told, b.told);
    assertEquals(a.told, c.told);
  }

  @Test
  void aWipedVoterStaysOutAndSaysWhy() {
    threeEmptyNodesAndOneThatIsNoVoterBecomeOneCluster();
    Node wiped = start(B, disk(), A, B, C);
    for (int i = 0; i < 3; i++) round();
    assertTrue(wiped.told.isEmpty());
    assertTrue(stuck(wiped).contains("wiped"), stuck(wiped));
    Node coordinator = start(A, disk(), A, B, C);
    for (int i = 0; i < 3; i++) round();
    assertTrue(coordinator.told.isEmpty(), "C is formed: there is no second cluster");
    assertTrue(stuck(coordinator).contains("wiped"), stuck(coordinator));
  }

  @Test
  void aWipedNodeThatIsNoVoterLearnsItsClusterAgain() {
    threeEmptyNodesAndOneThatIsNoVoterBecomeOneCluster();
    Node again = start(Q, disk(), A, B, C);
    round();
    assertEquals(nodes.get(A).told, again.told);
  }

  @Test
  void aVoterThatTheClusterDoesNotNameStaysOut() {
    threeEmptyNodesAndOneThatIsNoVoterBecomeOneCluster();
    NodeId d = new NodeId("d");
    Node stranger = start(d, disk(), A, B, C, d);
    round();
    assertTrue(stuck(stranger).contains("is none of them"), stuck(stranger));
  }

  @Test
  void nodesThatNameDifferentVotersDoNotFormAndSayIt() {
    Node a = start(A, disk(), A, B, C);
    Node b = start(B, disk(), A, B);
    start(C, disk(), A, B, C);
    for (int i = 0; i < 5; i++) {
      round();
      assertTrue(stuck(a).contains("RAFT_PEERS"), stuck(a));
      assertTrue(stuck(b).contains("RAFT_PEERS"), stuck(b));
    }
    assertTrue(a.told.isEmpty());
    start(B, b.disk, A, B, C);
    round();
    round();
    assertTrue(a.told.isPresent(), "mended by a restart with the right list");
  }

  /** What it said before it was started with another list must not count: it may be about to form another cluster. */
  @Test
  void whoNamesOtherVotersNowIsNotCountedForWhatItSaidBefore() {
    Node a = start(A, disk(), A, B, C);
    Node b = start(B, disk(), A, B, C);
    round();
    NodeId d = new NodeId("d");
    start(B, b.disk, B, d);
    round();
    start(C, disk(), A, B, C);
    round();
    assertTrue(a.told.isEmpty(), "formed with a node that names others");
  }

  @Test
  void aDecisionThatCannotBeWrittenIsSaidAndNotToldToAnybody() {
    Disk full = disk();
    full.full = true;
    Node a = start(A, full, A, B, C);
    Node b = start(B, disk(), A, B, C);
    Node c = start(C, disk(), A, B, C);
    for (int i = 0; i < 3; i++) round();
    assertTrue(a.told.isEmpty() && b.told.isEmpty() && c.told.isEmpty());
    assertTrue(stuck(a).contains("no space left"), stuck(a));
    Disk single = disk();
    single.full = true;
    assertThrows(StoreFailed.class, () -> start(A, single, A));
  }

  @Test
  void answersAreLookedAtOnTheWorkerNotOnTheConnectionsThread() {
    Node a = start(A, disk(), A, B, C);
    start(B, disk(), A, B, C);
    start(C, disk(), A, B, C);
    a.formation.tick();
    network.deliver();
    network.deliver();
    assertTrue(a.told.isEmpty() && a.worker.waiting() == 2);
    a.work();
    assertTrue(a.told.isPresent());
  }

  @Test
  void anAnswerOfNoSenseIsSaid() {
    Node a = start(A, disk(), A, B);
    PeerTransport b = network.port(new PeerTransport.Peer(new Incarnation(B, 1), disk().id, Optional.empty()));
    b.respond(PeerTransport.Channel.FORMATION, (from, question) -> java.util.concurrent.CompletableFuture.completedFuture(new byte[] {9, 9}));
    round();
    assertTrue(stuck(a).contains("same version"), stuck(a));
  }
}
