package io.dss.coherence.sim;

import io.dss.cache.Entry;
import io.dss.coherence.Bucket;
import io.dss.coherence.LineState;
import io.dss.node.cache.Caches;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.CompletionStage;

/** The cache of one life of a node, as a simulation drives it and looks into it. */
interface CacheUnderTest {
  CompletionStage<Caches.Answered> call(Caches.Asked asked);

  /** As the LRU would. */
  void evict(String key);

  void flush(String key);

  /** This incarnation was removed: what it holds is void. */
  void removed();

  /** Time has passed. */
  void tick();

  /** What callers on this node read without asking the bucket. */
  SortedMap<String, Shown> shown();

  record Shown(LineState state, Entry entry, boolean dirty) {}

  /** Empty before this node has a view. */
  Optional<Bucket> bucket(int number);
}
