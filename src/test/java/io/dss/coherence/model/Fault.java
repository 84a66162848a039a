package io.dss.coherence.model;

/** A rule that a run breaks on purpose, to see that the check finds it. */
enum Fault {
  NONE,
  /** A sharer's word that it reads no more is made up by the network, before the sharer hears of it. */
  EARLY_INV_ACK,
  /** A write is acknowledged by a backup that keeps nothing. */
  BACKUP_FORGOTTEN,
  /** Main memory takes what a home of an earlier view sends. */
  NO_FENCE,
  /** A node that was taken out still answers by its lines when it comes back. */
  KEPT_OVER_REMOVAL
}
