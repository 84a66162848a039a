package io.dss.ring;

import io.dss.kernel.Invariant;
import io.dss.kernel.NodeId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A circle of 2^64 positions on which every member has {@link #virtualNodes} points; a name belongs to the member of the first point at or after
 * the name's own position. Whoever joins takes arcs from the others and moves nothing between them; whoever leaves gives his arcs to the next points.
 *
 * <p>The same members and number of virtual nodes make the same ring on every node, whatever order they are named in. {@link #owner} takes
 * O(log points); building one O(points log points), about a millisecond for nine members. Immutable, thread-safe.
 */
public final class HashRing {
  /** Points per member: the share of a member then strays by about 1/sqrt(512) = 4.4 % from the mean (standard deviation). */
  public static final int DEFAULT_VIRTUAL_NODES = 512;

  /** The most points a member may have, so that a ring of 256 members stays below 50 MB. */
  public static final int MAX_VIRTUAL_NODES = 16_384;

  /** Names are hashed by another function than points (whose seeds are 0, 1, ...), so that a topic called like a node is not tied to it. */
  private static final long NAME_SEED = -1;

  private final int virtualNodes;
  private final List<NodeId> members;
  /** Ascending as signed numbers; {@code owners[i]} is whose point {@code positions[i]} is, as an index into {@code members}. */
  private final long[] positions;
  private final int[] owners;

  private HashRing(int virtualNodes, List<NodeId> members, List<Point> points) {
    this.virtualNodes = virtualNodes;
    this.members = members;
    this.positions = new long[points.size()];
    this.owners = new int[points.size()];
    for (int i = 0; i < points.size(); i++) {
      positions[i] = points.get(i).position;
      owners[i] = points.get(i).member;
    }
  }

  public static HashRing of(Collection<NodeId> members) {
    return of(members, DEFAULT_VIRTUAL_NODES);
  }

  /** @param virtualNodes points per member, 1..{@link #MAX_VIRTUAL_NODES}; every node of a cluster must use the same number */
  public static HashRing of(Collection<NodeId> members, int virtualNodes) {
    if (virtualNodes < 1 || virtualNodes > MAX_VIRTUAL_NODES) {
      throw new IllegalArgumentException(virtualNodes + " virtual nodes: 1.." + MAX_VIRTUAL_NODES + " are");
    }
    List<NodeId> sorted = List.copyOf(new TreeSet<>(members));
    List<Point> points = new ArrayList<>(sorted.size() * virtualNodes);
    for (int member = 0; member < sorted.size(); member++) {
      for (int i = 0; i < virtualNodes; i++) points.add(new Point(RingHash.of(sorted.get(member).value(), i), member));
    }
    Collections.sort(points);
    return new HashRing(virtualNodes, sorted, points);
  }

  /** Sorted. */
  public List<NodeId> members() {
    return members;
  }

  public int virtualNodes() {
    return virtualNodes;
  }

  /** The member {@code name} belongs to; empty only if the ring is. */
  public Optional<NodeId> owner(String name) {
    return members.isEmpty() ? Optional.empty() : Optional.of(ownerAt(position(name)));
  }

  /** The next other member after {@code name}'s owner, going round from the name: its owner if the owner left. Empty with fewer than two members. */
  public Optional<NodeId> successor(String name) {
    if (members.size() < 2) return Optional.empty();
    int first = pointAt(position(name));
    int next = first;
    while (owners[next] == owners[first]) next = (next + 1) % owners.length;
    return Optional.of(members.get(owners[next]));
  }

  /** The part of the circle each member has; the parts sum up to 1. */
  public SortedMap<NodeId, Double> shares() {
    SortedMap<NodeId, Double> shares = new TreeMap<>();
    for (int i = 0; i < positions.length; i++) {
      long before = positions[i == 0 ? positions.length - 1 : i - 1];
      shares.merge(members.get(owners[i]), members.size() == 1 ? 1.0 / virtualNodes : arc(before, positions[i]), Double::sum);
    }
    return shares;
  }

  NodeId ownerAt(long position) {
    return members.get(owners[pointAt(position)]);
  }

  long[] positions() {
    return positions;
  }

  /** How much of the circle lies after {@code from} up to and including {@code to}: the difference modulo 2^64, as a part of 1. */
  static double arc(long from, long to) {
    long length = to - from;
    double high = (length >>> 32) * 0x1p-32;
    return high + (length & 0xffff_ffffL) * 0x1p-64;
  }

  private static long position(String name) {
    return RingHash.of(name, NAME_SEED);
  }

  /** The first point at or after {@code position}, round the end to the first one. */
  private int pointAt(long position) {
    Invariant.check(positions.length > 0, "a ring without members owns nothing");
    int low = 0;
    int high = positions.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (positions[middle] < position) low = middle + 1;
      else high = middle;
    }
    return low == positions.length ? 0 : low;
  }

  /** Two members whose points fall together (once in 2^64 pairs) are told apart by their order, not by who was named first. */
  private record Point(long position, int member) implements Comparable<Point> {
    @Override
    public int compareTo(Point other) {
      int byPosition = Long.compare(position, other.position);
      return byPosition != 0 ? byPosition : Integer.compare(member, other.member);
    }
  }
}
