package io.dss.storage.redis;

import io.dss.kernel.ClusterId;
import io.dss.kernel.Utf8;
import java.util.List;

/**
 * The four keys of a bucket of the cache, of one slot. The cluster's name is in them, so that clusters which share a Redis have a main memory each: versions of two clusters cannot be
 * held against each other. The number is that of this layout, and no topic has a key that begins so.
 */
record BucketKeys(byte[] meta, byte[] heads, byte[] entries, byte[] drops) {
  static BucketKeys of(ClusterId cluster, int bucket) {
    String prefix = "dss:cache:1:{" + cluster.value() + "-" + bucket + "}:";
    return new BucketKeys(Utf8.bytes(prefix + "meta"), Utf8.bytes(prefix + "heads"), Utf8.bytes(prefix + "entries"), Utf8.bytes(prefix + "drops"));
  }

  List<byte[]> all() {
    return List.of(meta, heads, entries, drops);
  }
}
