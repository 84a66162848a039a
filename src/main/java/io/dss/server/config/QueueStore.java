package io.dss.server.config;

/** Where topics are kept. */
public enum QueueStore {
  /** In the replicated log of the lock nodes: nothing to install, bounded by their memory. */
  RAFT,
  REDIS
}
