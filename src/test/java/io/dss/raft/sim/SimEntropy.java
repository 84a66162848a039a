package io.dss.raft.sim;

import io.dss.kernel.Entropy;

/** SplitMix64 (Steele, Lea, Flood 2014): small, and the same everywhere. */
public final class SimEntropy implements Entropy {
  private long state;

  public SimEntropy(long seed) {
    state = seed;
  }

  @Override
  public long nextLong() {
    state += 0x9E3779B97F4A7C15L;
    return mix(state);
  }

  /** Scrambles 64 bits. */
  public static long mix(long bits) {
    long z = bits;
    z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }

  /** A source of its own for {@code purpose}, so that one part's draws do not shift another's. */
  public SimEntropy fork(String purpose) {
    return new SimEntropy(nextLong() ^ purpose.hashCode());
  }

  /** True {@code perMille} times in a thousand. */
  public boolean chance(int perMille) {
    return below(1000) < perMille;
  }

  /** Uniform in {@code [from, through]}. */
  public int between(int from, int through) {
    return from + below(through - from + 1);
  }
}
