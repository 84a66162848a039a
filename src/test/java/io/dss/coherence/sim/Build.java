package io.dss.coherence.sim;

import io.dss.cache.WriteSafety;

/** What the nodes of a world are made of. @param mostLines that a node keeps before the LRU makes room */
record Build(WriteSafety safety, int mostLines) {
  CacheUnderTest cache(CacheProcess process) {
    return new SimCacheNode(process, safety, mostLines);
  }
}
