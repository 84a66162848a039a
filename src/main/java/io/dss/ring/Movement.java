package io.dss.ring;

import io.dss.kernel.NodeId;
import java.util.Arrays;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a change of members moves.
 *
 * @param moves old owner, new owner, and the part of the circle that goes from the one to the other; only parts that move are listed. Sorted
 */
public record Movement(SortedMap<NodeId, SortedMap<NodeId, Double>> moves) {
  public Movement {
    SortedMap<NodeId, SortedMap<NodeId, Double>> copy = new TreeMap<>();
    moves.forEach((from, to) -> copy.put(from, Collections.unmodifiableSortedMap(new TreeMap<>(to))));
    moves = Collections.unmodifiableSortedMap(copy);
  }

  /** What moves when {@code before} is replaced by {@code after}. If one of them has no members nothing does: there is nobody to move from or to. */
  public static Movement between(HashRing before, HashRing after) {
    SortedMap<NodeId, SortedMap<NodeId, Double>> moves = new TreeMap<>();
    if (!before.members().isEmpty() && !after.members().isEmpty()) {
      long[] ends = merged(before.positions(), after.positions());
      for (int i = 0; i < ends.length; i++) {
        NodeId from = before.ownerAt(ends[i]);
        NodeId to = after.ownerAt(ends[i]);
        double arc = HashRing.arc(ends[i == 0 ? ends.length - 1 : i - 1], ends[i]);
        if (!from.equals(to)) moves.computeIfAbsent(from, node -> new TreeMap<>()).merge(to, arc, Double::sum);
      }
    }
    return new Movement(moves);
  }

  /** The part of the circle that changes hands: 0..1. */
  public double total() {
    double total = 0;
    for (SortedMap<NodeId, Double> to : moves.values()) for (double part : to.values()) total += part;
    return total;
  }

  /** Within an arc that ends at one of these and holds none of them inside, neither ring changes its owner. */
  private static long[] merged(long[] one, long[] other) {
    long[] ends = Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, ends, one.length, other.length);
    Arrays.sort(ends);
    return ends;
  }
}
