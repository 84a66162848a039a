package io.dss.raft;

/**
 * Log time as one leader stamps it: where the log had come to when it was elected, plus what its own monotonic clock has counted since. It stands
 * still while there is no leader, so an outage takes nothing from any lease, and no two clocks are ever compared.
 */
record LogTime(long baseMillis, long electedAtMillis) {
  long at(long nowMillis) {
    return baseMillis + (nowMillis - electedAtMillis);
  }
}
