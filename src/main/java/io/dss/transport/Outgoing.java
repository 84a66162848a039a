package io.dss.transport;

/** Something in the queue to a peer. */
interface Outgoing {
  Frame frame();

  /** Called by the writer just before the first byte may reach the wire; false if it must not be written any more. */
  boolean leave();
}
