package io.dss.node.raft;

import io.dss.raft.RoleChange;

/** What the loop tells whoever counts. Called on the loop or the disk thread; must not block. */
public interface RaftListener {
  /** Role, term or known leader changed. */
  default void roleChanged(RoleChange change) {}

  /** One fsync made so many entries durable. */
  default void synced(long entries, long nanos) {}

  /** So many entries were applied. */
  default void applied(int entries, long nanos) {}

  /** A message of a node whose disk is not the one that was admitted, or that is no message at all, was dropped. */
  default void messageRefused() {}

  /** A snapshot of this node's tables is durable. */
  default void snapshotTaken(long bytes, long nanos) {}

  /** A snapshot of another node's tables replaced this node's. */
  default void snapshotRestored(long index) {}
}
