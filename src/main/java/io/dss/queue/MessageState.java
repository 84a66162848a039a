package io.dss.queue;

/** Where a message stands for one group; exactly one of these, or it is done. */
public enum MessageState {
  READY,
  IN_FLIGHT,
  DELAYED,
  DEAD
}
