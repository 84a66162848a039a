package io.dss.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.kernel.NodeId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HashRingTest {
  private static final int KEYS = 100_000;

  @ParameterizedTest
  @CsvSource({"3, queue_", "3, node-", "3, 10.0.0.", "9, queue_", "9, node-", "9, 10.0.0."})
  void noMemberOwnsMoreThanAQuarterAboveTheMean(int count, String prefix) {
    HashRing ring = HashRing.of(nodes(prefix, count));
    SortedMap<NodeId, Integer> owned = new TreeMap<>();
    for (int i = 0; i < KEYS; i++) owned.merge(ring.owner("key-" + i).orElseThrow(), 1, Integer::sum);
    assertEquals(count, owned.size());
    double mean = (double) KEYS / count;
    owned.forEach((node, keys) -> assertTrue(keys <= 1.25 * mean && keys >= 0.75 * mean, node + " owns " + keys + " of " + KEYS));
    ring.shares().forEach((node, share) -> assertEquals(share, (double) owned.get(node) / KEYS, 0.01, "share of " + node));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8})
  void whoJoinsTakesItsPartFromTheOthersAndMovesNothingBetweenThem(int count) {
    NodeId joiner = new NodeId("joiner");
    HashRing before = HashRing.of(nodes("node_", count));
    HashRing after = HashRing.of(with(nodes("node_", count), joiner));
    int moved = 0;
    for (int i = 0; i < KEYS; i++) {
      NodeId from = before.owner("key-" + i).orElseThrow();
      NodeId to = after.owner("key-" + i).orElseThrow();
      if (from.equals(to)) continue;
      assertEquals(joiner, to, "key-" + i + " went from " + from + " to " + to);
      moved++;
    }
    double expected = 1.0 / (count + 1);
    assertEquals(expected, (double) moved / KEYS, 0.2 * expected);
    Movement movement = Movement.between(before, after);
    assertEquals(movement.total(), (double) moved / KEYS, 0.01);
    movement.moves().forEach((from, to) -> assertEquals(List.of(joiner), List.copyOf(to.keySet())));
  }

  @Test
  void whoLeavesGivesItsPartAwayAndNothingElseMoves() {
    List<NodeId> nodes = nodes("node_", 9);
    NodeId leaver = nodes.get(4);
    HashRing before = HashRing.of(nodes);
    HashRing after = HashRing.of(without(nodes, leaver));
    for (int i = 0; i < KEYS; i++) {
      NodeId from = before.owner("key-" + i).orElseThrow();
      if (!from.equals(leaver)) assertEquals(from, after.owner("key-" + i).orElseThrow());
    }
    Movement movement = Movement.between(before, after);
    assertEquals(List.of(leaver), List.copyOf(movement.moves().keySet()));
    assertEquals(before.shares().get(leaver), movement.total(), 1e-12);
    assertEquals(8, movement.moves().get(leaver).size(), "its part is spread over all that stay");
  }

  @Test
  void theSuccessorIsWhoOwnsTheNameOnceItsOwnerHasLeft() {
    List<NodeId> nodes = nodes("node_", 5);
    HashRing ring = HashRing.of(nodes);
    for (int i = 0; i < 10_000; i++) {
      String key = "key-" + i;
      NodeId owner = ring.owner(key).orElseThrow();
      NodeId successor = ring.successor(key).orElseThrow();
      assertNotEquals(owner, successor);
      if (i < 100) assertEquals(Optional.of(successor), HashRing.of(without(nodes, owner)).owner(key));
    }
  }

  @Test
  void theOrderInWhichMembersAreNamedMakesNoDifference() {
    List<NodeId> nodes = nodes("node_", 7);
    HashRing ring = HashRing.of(nodes, 64);
    Random random = new Random(1);
    for (int round = 0; round < 20; round++) {
      List<NodeId> shuffled = new ArrayList<>(nodes);
      shuffled.add(nodes.get(round % nodes.size()));
      Collections.shuffle(shuffled, random);
      HashRing other = HashRing.of(shuffled, 64);
      assertEquals(ring.members(), other.members());
      for (int i = 0; i < 1_000; i++) assertEquals(ring.owner("key-" + i), other.owner("key-" + i));
    }
  }

  @Test
  void agreesWithARingThatLooksAtEveryPoint() {
    Random random = new Random(2);
    for (int round = 0; round < 200; round++) {
      List<NodeId> nodes = nodes("n" + round + "_", random.nextInt(6));
      int virtualNodes = 1 + random.nextInt(9);
      HashRing ring = HashRing.of(nodes, virtualNodes);
      NaiveRing naive = new NaiveRing(nodes, virtualNodes);
      for (int i = 0; i < 200; i++) {
        String key = Long.toString(random.nextLong(), 36);
        assertEquals(naive.owner(key), ring.owner(key));
        assertEquals(naive.successor(key), ring.successor(key));
      }
    }
  }

  @Test
  void sharesAreTheWholeCircle() {
    for (int count = 1; count <= 9; count++) {
      double sum = HashRing.of(nodes("node_", count)).shares().values().stream().mapToDouble(Double::doubleValue).sum();
      assertEquals(1.0, sum, 1e-9, count + " nodes");
    }
    assertEquals(1.0, HashRing.of(nodes("node_", 1), 1).shares().get(new NodeId("node_1")), 0.0);
    assertEquals(new TreeMap<>(), HashRing.of(List.of()).shares());
  }

  @Test
  void arcsAreMeasuredWithoutSign() {
    assertEquals(0.5, HashRing.arc(Long.MIN_VALUE, 0), 0.0);
    assertEquals(0.5, HashRing.arc(0, Long.MIN_VALUE), 0.0);
    assertEquals(0x1p-64, HashRing.arc(-1, 0), 0.0);
    assertEquals(1.0, HashRing.arc(0, -1), 1e-15);
  }

  @Test
  void nothingChangesHandsBetweenEqualRingsOrWhereNobodyWasOrIs() {
    HashRing ring = HashRing.of(nodes("node_", 3));
    assertEquals(0.0, Movement.between(ring, HashRing.of(nodes("node_", 3))).total(), 0.0);
    assertEquals(0.0, Movement.between(HashRing.of(List.of()), ring).total(), 0.0);
    assertEquals(0.0, Movement.between(ring, HashRing.of(List.of())).total(), 0.0);
  }

  @Test
  void aRingOfNobodyOwnsNothingAndOneMemberHasNoSuccessor() {
    assertEquals(Optional.empty(), HashRing.of(List.of()).owner("x"));
    assertEquals(Optional.empty(), HashRing.of(List.of()).successor("x"));
    HashRing alone = HashRing.of(nodes("node_", 1));
    assertEquals(Optional.of(new NodeId("node_1")), alone.owner("x"));
    assertEquals(Optional.empty(), alone.successor("x"));
  }

  @Test
  void refusesANumberOfVirtualNodesOutsideItsRange() {
    assertThrows(IllegalArgumentException.class, () -> HashRing.of(nodes("node_", 1), 0));
    assertThrows(IllegalArgumentException.class, () -> HashRing.of(nodes("node_", 1), HashRing.MAX_VIRTUAL_NODES + 1));
  }

  /** Who owns these names was stored by earlier builds: a change here strands data. */
  @Test
  void ownersOfKnownNamesStayWhoTheyAre() {
    HashRing ring = HashRing.of(nodes("node_queue_", 3));
    StringBuilder owners = new StringBuilder();
    for (String name : List.of("orders", "payments", "", "Zürich", "user:42", "a", "b", "c", "d", "e")) {
      String owner = ring.owner(name).orElseThrow().value().substring(11);
      String successor = ring.successor(name).orElseThrow().value().substring(11);
      owners.append(owner).append(successor).append(' ');
    }
    assertEquals("21 23 21 21 31 32 31 23 21 23 ", owners.toString());
  }

  private static List<NodeId> nodes(String prefix, int count) {
    List<NodeId> nodes = new ArrayList<>();
    for (int i = 1; i <= count; i++) nodes.add(new NodeId(prefix + i));
    return nodes;
  }

  private static List<NodeId> with(List<NodeId> nodes, NodeId node) {
    List<NodeId> more = new ArrayList<>(nodes);
    more.add(node);
    return more;
  }

  private static List<NodeId> without(List<NodeId> nodes, NodeId node) {
    List<NodeId> fewer = new ArrayList<>(nodes);
    fewer.remove(node);
    return fewer;
  }
}
