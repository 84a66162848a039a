package io.dss.kernel;

/** The name of a node, as the peers' lists have it: 1-128 characters of letters, digits, {@code . _ : -} and square brackets (IPv6 hosts). */
public record NodeId(String value) implements Comparable<NodeId> {
  public static final int MAX_LENGTH = 128;

  public NodeId {
    if (value.isEmpty() || value.length() > MAX_LENGTH || !value.chars().allMatch(NodeId::allowed)) {
      throw new IllegalArgumentException(
          "'" + value + "' is no node id: 1-" + MAX_LENGTH + " letters, digits, '.', '_', ':', '-', '[' or ']' are");
    }
  }

  private static boolean allowed(int c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "._:-[]".indexOf(c) >= 0;
  }

  @Override
  public int compareTo(NodeId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
