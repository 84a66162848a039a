package io.dss.node.route;

import io.dss.cluster.Epoch;

/** This node does not own what it was asked for, by the ring it has; nothing was changed. Ask again with a newer ring, or tell this node to wait for one. */
public final class NotOwner extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Epoch epoch;

  /** @param epoch of the ring that the refusing node has; {@link Epoch#NONE} if it has none */
  public NotOwner(Epoch epoch) {
    super("not the owner by the ring of epoch " + epoch, null, false, false);
    this.epoch = epoch;
  }

  public Epoch epoch() {
    return epoch;
  }
}
