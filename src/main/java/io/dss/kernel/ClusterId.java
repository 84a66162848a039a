package io.dss.kernel;

/** The name of a cluster, drawn at its first formation: 32 lower-case hexadecimal digits. */
public record ClusterId(String value) implements Comparable<ClusterId> {
  public ClusterId {
    if (!value.matches("[0-9a-f]{32}")) throw new IllegalArgumentException("'" + value + "' is no cluster id: 32 hexadecimal digits are");
  }

  /** A new one from 128 bits of {@code entropy}. */
  public static ClusterId draw(Entropy entropy) {
    return new ClusterId(String.format("%016x%016x", entropy.nextLong(), entropy.nextLong()));
  }

  @Override
  public int compareTo(ClusterId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
