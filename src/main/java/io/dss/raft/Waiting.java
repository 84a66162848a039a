package io.dss.raft;

/** When a node that does not lead loses patience: by the caller's clock, in milliseconds. */
final class Waiting {
  private long deadlineMillis;

  Waiting(long deadlineMillis) {
    this.deadlineMillis = deadlineMillis;
  }

  boolean isOver(long nowMillis) {
    return nowMillis >= deadlineMillis;
  }

  void until(long millis) {
    deadlineMillis = millis;
  }

  void extend(long millis) {
    deadlineMillis += millis;
  }
}
