package io.dss.server.config;

/** Where topics are kept, or the main memory of the cache. */
public enum StoreKind {
  /** In the replicated log of the lock nodes: nothing to install, bounded by their memory. */
  RAFT,
  REDIS
}
