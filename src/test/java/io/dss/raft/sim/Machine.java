package io.dss.raft.sim;

import io.dss.raft.log.LogEntry;

/** The replicated state of one simulated node: anything that is a function of the entries applied to it. */
public interface Machine {
  void apply(LogEntry entry);

  /** All of the state. */
  byte[] snapshot();

  void restore(byte[] snapshot);

  /** The same for the same state: what replicas are compared by. */
  long hash();
}
