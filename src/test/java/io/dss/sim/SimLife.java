package io.dss.sim;

import io.dss.kernel.NodeId;

/** One life of a simulated node, as what it stands on sees it. */
public interface SimLife {
  NodeId node();

  /** Counts all lives of all nodes. */
  long life();

  /** Of true time. */
  long nowMicros();

  boolean isAlive();

  /** Of true time; lost if the process dies before. */
  void later(long micros, Runnable event);

  /** Of this process's own clock. */
  void after(long nanos, Runnable event);
}
