package io.dss.cluster;

/**
 * When something last changed: the log's generation, raised by a recovery that goes back in history, and the index of the entry. Epochs only
 * grow; between two of them lie gaps.
 */
public record Epoch(long generation, long logIndex) implements Comparable<Epoch> {
  /** Before everything: the epoch of who has seen no view. */
  public static final Epoch NONE = new Epoch(0, 0);

  public Epoch {
    if (generation < 0 || logIndex < 0) throw new IllegalArgumentException("epoch " + generation + "." + logIndex);
  }

  public boolean isAfter(Epoch other) {
    return compareTo(other) > 0;
  }

  @Override
  public int compareTo(Epoch other) {
    int byGeneration = Long.compare(generation, other.generation);
    return byGeneration != 0 ? byGeneration : Long.compare(logIndex, other.logIndex);
  }

  @Override
  public String toString() {
    return generation + "." + logIndex;
  }
}
