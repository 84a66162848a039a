package io.dss.coherence;

/**
 * The keys are divided into buckets: the unit that has a home, that is fenced in main memory, and that recovers after a change of view. A bucket's place on
 * the ring is that of its name.
 */
public final class Buckets {
  public static final int COUNT = 256;

  private static final long FNV_BASIS = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;
  private static final int MIX_SHIFT = 29;

  private Buckets() {}

  /** Spreads keys evenly; the same on every node and for ever, as main memory is ordered by it (FNV-1a over UTF-16 units, folded). */
  public static int of(String key) {
    long hash = FNV_BASIS;
    for (int i = 0; i < key.length(); i++) hash = (hash ^ key.charAt(i)) * FNV_PRIME;
    return (int) ((hash ^ hash >>> MIX_SHIFT ^ hash >>> (2 * MIX_SHIFT)) & (COUNT - 1));
  }

  /** What the ring gives a home to. */
  public static String ringName(int bucket) {
    return "cache-bucket-" + bucket;
  }
}
