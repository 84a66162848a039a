package io.dss.node.raft;

/** Notices that this process did not run for a while (garbage collection, SIGSTOP, a starved machine). Confined to the loop. */
final class PauseWatch {
  private static final System.Logger LOG = System.getLogger(PauseWatch.class.getName());

  private final long thresholdMillis;
  private long lastRanMillis;

  /** @param thresholdMillis less than this is no pause */
  PauseWatch(long thresholdMillis) {
    this.thresholdMillis = thresholdMillis;
  }

  void startsAt(long nowMillis) {
    lastRanMillis = nowMillis;
  }

  /** How long this process was away just now; 0 if it was not. To be called at least ten times a second. */
  long awayMillis(long nowMillis) {
    long away = nowMillis - lastRanMillis;
    lastRanMillis = nowMillis;
    if (away <= thresholdMillis) return 0;
    LOG.log(System.Logger.Level.WARNING, "this process did not run for " + away + " ms (garbage collection, a stopped process, a starved machine)");
    return away;
  }
}
