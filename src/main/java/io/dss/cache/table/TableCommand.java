package io.dss.cache.table;

import java.util.List;

/** What the log holds for the table. */
public sealed interface TableCommand {
  /** 0 to {@link MemoryTable#BUCKETS} - 1. */
  int bucket();

  BucketEpoch epoch();

  /** A new home has the bucket: nothing is written under an earlier epoch from here on. */
  record Fence(int bucket, BucketEpoch epoch) implements TableCommand {}

  /** @param limits of the leader that took it */
  record Write(int bucket, BucketEpoch epoch, TableLimits limits, List<TableItem> items) implements TableCommand {
    public Write {
      items = List.copyOf(items);
    }
  }
}
