package io.dss.coherence.sim;

import io.dss.cache.WriteSafety;

/** What the nodes of a world are made of. @param mostLines that a node keeps before the LRU makes room @param drill the rule that is broken */
record Build(WriteSafety safety, int mostLines, Drill drill) {
  CacheUnderTest cache(CacheProcess process) {
    return new SimCacheNode(process, this);
  }

  boolean breaks(Drill rule) {
    return drill == rule;
  }
}
