package io.dss.node.memory;

import io.dss.cache.table.BucketEpoch;
import io.dss.cache.table.TableItem;
import java.util.List;
import java.util.Optional;

/** What a cache node asks of the leader. All of them may be asked any number of times: a fence stands, and a version is stored once. */
sealed interface MemoryRequest {
  /** Keys of one read. */
  int MAX_KEYS = 10_000;

  record Fence(int bucket, BucketEpoch epoch) implements MemoryRequest {}

  record Write(int bucket, BucketEpoch epoch, List<TableItem> items) implements MemoryRequest {
    public Write {
      items = List.copyOf(items);
    }
  }

  /** @param keys at most {@link #MAX_KEYS} */
  record Read(int bucket, List<String> keys) implements MemoryRequest {
    public Read {
      keys = List.copyOf(keys);
    }
  }

  record Keys(int bucket, Optional<String> after, int limit) implements MemoryRequest {}
}
