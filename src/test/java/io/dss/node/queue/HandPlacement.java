package io.dss.node.queue;

import io.dss.cluster.Epoch;
import io.dss.kernel.ClusterId;
import io.dss.kernel.NodeId;
import io.dss.node.route.Placement;
import io.dss.ring.HashRing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A ring and a lease that a test sets. */
final class HandPlacement implements Placement {
  static final ClusterId CLUSTER = new ClusterId("0123456789abcdef0123456789abcdef");

  private final List<Runnable> listeners = new ArrayList<>();
  private Optional<Ring> ring = Optional.empty();
  private Optional<Epoch> acting = Optional.empty();

  static Epoch epoch(long logIndex) {
    return new Epoch(0, logIndex);
  }

  /** A ring that follows the one before, with a lease under it. */
  void ring(long logIndex, NodeId... nodes) {
    ring(logIndex, ring.map(Ring::epoch), nodes);
    lease(true);
  }

  /** A ring without a lease. */
  void ring(long logIndex, Optional<Epoch> previous, NodeId... nodes) {
    ring = Optional.of(new Ring(CLUSTER, epoch(logIndex), previous, HashRing.of(List.of(nodes))));
    acting = Optional.empty();
    changed();
  }

  void lease(boolean held) {
    acting = held ? ring.map(Ring::epoch) : Optional.empty();
    if (held) changed();
  }

  private void changed() {
    listeners.forEach(Runnable::run);
  }

  @Override
  public Optional<Ring> ring() {
    return ring;
  }

  @Override
  public Optional<Epoch> acting() {
    return acting;
  }

  @Override
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }
}
