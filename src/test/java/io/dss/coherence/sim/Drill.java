package io.dss.coherence.sim;

/** A rule that a world breaks on purpose. Each must be found out. */
enum Drill {
  /** All rules are kept. */
  NONE,
  /** A node goes on serving hits when its lease is over. */
  HITS_WITHOUT_LEASE,
  /** Who keeps backups says so and does not. */
  BACKUPS_NOT_KEPT,
  /** Callers go on reading what was invalidated. */
  INVALIDATIONS_NOT_SHOWN,
  /** A node answers its callers before a write is safe. */
  WRITES_ANSWERED_AT_ONCE,
  /** After a change of view a node keeps silent about what main memory does not have. */
  DIRTY_LINES_NOT_REPORTED,
  /** The bad network without the channel that numbers and repeats. */
  LINK_BYPASSED,
  /** A lease of a new view is granted as long as others act in the one before. */
  LEASES_OVERLAP,
  /** Main memory says that it has stored, and has not. */
  STORE_FORGETS
}
