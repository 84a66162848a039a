package io.dss.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdsTest {
  @ParameterizedTest
  @ValueSource(strings = {"a", "node-1.example.org:8080", "[::1]:9", "A_b-C.d"})
  void nodeIdsAreHostsWithPortsOrNames(String value) {
    assertEquals(value, new NodeId(value).toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "a/b", "\u00e4", "a\n", "a,b", "\u0661"})
  void otherTextIsNoNodeId(String value) {
    assertThrows(IllegalArgumentException.class, () -> new NodeId(value));
  }

  @Test
  void aNodeIdHasALongestLength() {
    assertEquals(NodeId.MAX_LENGTH, new NodeId("x".repeat(NodeId.MAX_LENGTH)).value().length());
    assertThrows(IllegalArgumentException.class, () -> new NodeId("x".repeat(NodeId.MAX_LENGTH + 1)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0123456789abcdef0123456789abcde", "0123456789abcdef0123456789abcdef0", "0123456789ABCDEF0123456789abcdef", "0123456789abcdef0123456789abcdeg"})
  void diskAndClusterIdsAreThirtyTwoLowerCaseHexadecimalDigits(String wrong) {
    assertThrows(IllegalArgumentException.class, () -> new DiskId(wrong));
    assertThrows(IllegalArgumentException.class, () -> new ClusterId(wrong));
  }

  @Test
  void anIdIsDrawnFromAllTheBitsItIsGiven() {
    assertEquals("00000000000000010000000000000001", DiskId.draw(() -> 1).value());
    assertEquals("ffffffffffffffffffffffffffffffff", ClusterId.draw(() -> -1).value());
    Entropy seeded = new Random(5)::nextLong;
    assertNotEquals(DiskId.draw(seeded), DiskId.draw(seeded));
    assertEquals(ClusterId.draw(new Random(5)::nextLong), ClusterId.draw(new Random(5)::nextLong));
  }

  @Test
  void incarnationsAreOrderedByNodeAndThenByLife() {
    NodeId a = new NodeId("a");
    NodeId b = new NodeId("b");
    TreeSet<Incarnation> sorted = new TreeSet<>(List.of(new Incarnation(b, 1), new Incarnation(a, 10), new Incarnation(a, 9)));
    assertEquals("[a.9, a.10, b.1]", sorted.toString());
    assertThrows(IllegalArgumentException.class, () -> new Incarnation(a, 0));
  }

  @Test
  void aStampsFloorIsBetweenOneAndItsSequence() {
    Incarnation origin = new Incarnation(new NodeId("a"), 1);
    assertEquals(4, new RequestStamp(origin, 4, 4).floor());
    assertThrows(IllegalArgumentException.class, () -> new RequestStamp(origin, 4, 5));
    assertThrows(IllegalArgumentException.class, () -> new RequestStamp(origin, 4, 0));
  }

  @Test
  void aBrokenInvariantSaysWhatItSaw() {
    Invariant.check(true, "unused %d", 1);
    assertEquals("7 is not 8", assertThrows(Invariant.Violated.class, () -> Invariant.check(false, "%d is not %d", 7, 8)).getMessage());
    assertEquals("100%", assertThrows(Invariant.Violated.class, () -> Invariant.check(false, "100%")).getMessage());
  }

  @Test
  void aBoundedDrawIsWithinItsBoundAndReachesEveryNumber() {
    Entropy entropy = new Random(1)::nextLong;
    TreeSet<Integer> drawn = new TreeSet<>();
    for (int i = 0; i < 500; i++) drawn.add(entropy.below(7));
    assertEquals(new TreeSet<>(List.of(0, 1, 2, 3, 4, 5, 6)), drawn);
    for (long extreme : new long[] {Long.MIN_VALUE, -1, 0, Long.MAX_VALUE}) {
      int value = ((Entropy) () -> extreme).below(3);
      assertTrue(value >= 0 && value < 3);
    }
    assertThrows(Invariant.Violated.class, () -> entropy.below(0));
  }
}
