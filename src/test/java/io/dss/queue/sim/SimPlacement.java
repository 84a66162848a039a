package io.dss.queue.sim;

import io.dss.cluster.Epoch;
import io.dss.node.route.Placement;
import io.dss.ring.HashRing;
import io.dss.spi.TimeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The ring and the lease as one process has them: counted on its own clock from when it sent the heartbeat. */
final class SimPlacement implements Placement {
  private final TimeSource clock;
  private final List<Runnable> listeners = new ArrayList<>();
  private Optional<Ring> ring = Optional.empty();
  private long leaseEndsNanos = Long.MIN_VALUE;
  private boolean stopped;

  SimPlacement(TimeSource clock) {
    this.clock = clock;
  }

  long knownEpoch() {
    return ring.map(Ring::epoch).orElse(Epoch.NONE).logIndex();
  }

  /** This process will not act again, and may say so. */
  void stopForGood() {
    stopped = true;
  }

  void told(ViewKeeper.View view) {
    boolean newer = view.epoch().isAfter(ring.map(Ring::epoch).orElse(Epoch.NONE));
    if (newer) {
      ring = Optional.of(new Ring(QueueWorld.CLUSTER, view.epoch(), view.previous(), HashRing.of(view.members(), ViewKeeper.virtualNodes()),
          Optional.empty()));
      leaseEndsNanos = Long.MIN_VALUE;
    }
    boolean acted = acting().isPresent();
    if (view.granted() && view.epoch().logIndex() == knownEpoch()) {
      leaseEndsNanos = Math.max(leaseEndsNanos, view.sentNanos() + ViewKeeper.LEASE_MICROS * 1_000);
    }
    if (newer || !acted && acting().isPresent()) List.copyOf(listeners).forEach(Runnable::run);
  }

  @Override
  public Optional<Ring> ring() {
    return ring;
  }

  @Override
  public Optional<Epoch> acting() {
    return !stopped && clock.monotonicNanos() < leaseEndsNanos ? ring.map(Ring::epoch) : Optional.empty();
  }

  @Override
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }
}
