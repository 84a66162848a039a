package io.dss.ring;

import io.dss.kernel.NodeId;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The definition of the ring, word by word: every point is measured from the name, the nearest going upwards wins. */
final class NaiveRing {
  private record Distance(NodeId node, long clockwise) {}

  private final List<NodeId> nodes;
  private final int virtualNodes;

  NaiveRing(List<NodeId> nodes, int virtualNodes) {
    this.nodes = nodes;
    this.virtualNodes = virtualNodes;
  }

  Optional<NodeId> owner(String name) {
    return nearest(name, nodes);
  }

  Optional<NodeId> successor(String name) {
    return nearest(name, nodes.stream().filter(node -> !owner(name).equals(Optional.of(node))).toList());
  }

  private Optional<NodeId> nearest(String name, List<NodeId> among) {
    long from = RingHash.of(name, -1);
    Stream<Distance> distances = among.stream().flatMap(node ->
        IntStream.range(0, virtualNodes).mapToObj(i -> new Distance(node, RingHash.of(node.value(), i) - from)));
    return distances.min(Comparator.comparing(Distance::clockwise, Long::compareUnsigned).thenComparing(Distance::node)).map(Distance::node);
  }
}
