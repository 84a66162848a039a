package io.dss.cluster;

/** What a node does for the cluster. Each role has a ring of its own, with its own epochs and leases. */
public enum Role {
  LOCK(1),
  QUEUE(2),
  CACHE(3);

  private final int number;

  Role(int number) {
    this.number = number;
  }

  /** The stored and sent form. */
  int number() {
    return number;
  }
}
