package io.dss.cache.table;

/**
 * Of the ring whose home may write a bucket.
 *
 * @param generation of the log, raised by a recovery that goes back in history
 * @param logIndex at which that ring was settled
 */
public record BucketEpoch(long generation, long logIndex) implements Comparable<BucketEpoch> {
  /** Of a bucket that was never fenced. */
  public static final BucketEpoch NONE = new BucketEpoch(0, 0);

  public BucketEpoch {
    if (generation < 0 || logIndex < 0) throw new IllegalArgumentException("epoch " + generation + "." + logIndex);
  }

  public boolean isAfter(BucketEpoch other) {
    return compareTo(other) > 0;
  }

  @Override
  public int compareTo(BucketEpoch other) {
    int byGeneration = Long.compare(generation, other.generation);
    return byGeneration != 0 ? byGeneration : Long.compare(logIndex, other.logIndex);
  }

  @Override
  public String toString() {
    return generation + "." + logIndex;
  }
}
