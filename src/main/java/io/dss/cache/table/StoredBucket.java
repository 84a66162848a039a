package io.dss.cache.table;

import io.dss.kernel.SortedTree;

/** @param epoch of the home that fenced it last */
record StoredBucket(BucketEpoch epoch, SortedTree<String, StoredEntry> entries) {
  static final StoredBucket UNTOUCHED = new StoredBucket(BucketEpoch.NONE, SortedTree.empty());

  StoredBucket fenced(BucketEpoch later) {
    return new StoredBucket(later, entries);
  }

  StoredBucket with(SortedTree<String, StoredEntry> changed) {
    return new StoredBucket(epoch, changed);
  }
}
