package io.dss.cache.table;

/**
 * How large the table may grow. Each write carries the limits that the leader had when it took it: every replica decides by the same, and a changed setting
 * holds from the next write on.
 *
 * @param maxBytes over all buckets, as {@link MemoryTable#bytes} counts; a write must leave the table within it, or no larger than it was
 */
public record TableLimits(long maxBytes) {
  /** As the setting {@code dss.cache.table-bytes} has it. */
  public static final TableLimits DEFAULT = new TableLimits(64L << 20);

  public TableLimits {
    if (maxBytes < 1) throw new IllegalArgumentException("a main memory of " + maxBytes + " bytes");
  }

  String full(long bytes) {
    return "bytes of the cache's embedded main memory: " + bytes + " of " + maxBytes + " are taken on every lock node; delete keys, give them a ttl, or raise dss.cache.table-bytes";
  }
}
