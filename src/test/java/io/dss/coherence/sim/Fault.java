package io.dss.coherence.sim;

/** What went wrong, or was brought about, in a world. */
enum Fault {
  LOST, DOUBLED, OVERTAKEN, CUT_OFF,
  /** One way only. */
  CUT_ONE_WAY, ISOLATED, CUT_FROM_VIEW,
  PAUSED_SHORTLY,
  /** For longer than a lease. */
  PAUSED_LONG, CRASHED,
  /** While the owner writes back. */
  CRASHED_EVICTING, ALL_CRASHED,
  /** And lives on, as another incarnation. */
  REMOVED, VIEW_CHANGED, EVICTED, FLUSHED,
  STORE_OUT, STORE_FULL, STORE_CALL_LOST, STORE_ANSWER_LOST, STORE_ZOMBIE, STORE_FENCED_OFF
}
