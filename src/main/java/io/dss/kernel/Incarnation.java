package io.dss.kernel;

/** One life of a node: the node and how many times it has started, counted from 1 and kept on its disk. A lease belongs to one of these. */
public record Incarnation(NodeId node, long number) implements Comparable<Incarnation> {
  public Incarnation {
    if (number < 1) throw new IllegalArgumentException("incarnation " + number + " of " + node + " is not positive");
  }

  @Override
  public int compareTo(Incarnation other) {
    int byNode = node.compareTo(other.node);
    return byNode != 0 ? byNode : Long.compare(number, other.number);
  }

  @Override
  public String toString() {
    return node + "." + number;
  }
}
