package io.dss.server.config;

/** What a node does; the list that names it says so. */
public enum Role {
  LOCK(Key.RAFT_PEERS),
  QUEUE(Key.QUEUE_NODES),
  CACHE(Key.CACHE_PEERS);

  private final Key list;

  Role(Key list) {
    this.list = list;
  }

  /** The list whose nodes have this role. */
  public Key list() {
    return list;
  }
}
