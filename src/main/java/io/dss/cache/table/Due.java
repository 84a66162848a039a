package io.dss.cache.table;

/** A key that may be dropped, in the order in which they may. */
record Due(long dropMillis, int bucket, String key) implements Comparable<Due> {
  @Override
  public int compareTo(Due other) {
    if (dropMillis != other.dropMillis) return Long.compare(dropMillis, other.dropMillis);
    return bucket != other.bucket ? Integer.compare(bucket, other.bucket) : key.compareTo(other.key);
  }
}
