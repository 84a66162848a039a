package io.dss.cluster;

/** Why a node was taken out. */
public enum LeaveReason {
  /** For removal-time no heartbeat has shown that it gets answers. */
  SILENT(1),
  /** It and another member do not reach each other (rule 5). */
  LET_GO(2),
  /** It has said that it stopped for good. */
  STOPPED(3),
  /** A higher incarnation of the node waits to join and cannot yet. */
  RESTARTED(4),
  OPERATOR(5);

  private final int number;

  LeaveReason(int number) {
    this.number = number;
  }

  /** The stored form. */
  int number() {
    return number;
  }
}
