package io.dss.coherence.sim;

import io.dss.cluster.Epoch;
import io.dss.node.route.Placement;
import io.dss.ring.HashRing;
import io.dss.spi.TimeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The ring and the lease as one process has them: counted on its own clock from when it sent the heartbeat. */
final class CachePlacement implements Placement {
  private static final int VIRTUAL_NODES = 16;

  private final TimeSource clock;
  private final List<Runnable> listeners = new ArrayList<>();
  private Optional<Ring> ring = Optional.empty();
  private long leaseEndsNanos = Long.MIN_VALUE;

  CachePlacement(TimeSource clock) {
    this.clock = clock;
  }

  long knownEpoch() {
    return ring.map(Ring::epoch).orElse(Epoch.NONE).logIndex();
  }

  /** @return whether it has a lease now and had none before */
  boolean told(Crew.View view) {
    boolean newer = view.epoch().isAfter(ring.map(Ring::epoch).orElse(Epoch.NONE));
    if (newer) {
      ring = Optional.of(new Ring(CacheWorld.CLUSTER, view.epoch(), view.previous(), HashRing.of(view.members().keySet(), VIRTUAL_NODES), Optional.empty()));
      leaseEndsNanos = Long.MIN_VALUE;
    }
    boolean acted = acting().isPresent();
    if (view.granted() && view.epoch().logIndex() == knownEpoch()) {
      leaseEndsNanos = Math.max(leaseEndsNanos, view.sentNanos() + Crew.LEASE_MICROS * 1_000);
    }
    boolean begins = !acted && acting().isPresent();
    if (newer || begins) List.copyOf(listeners).forEach(Runnable::run);
    return begins;
  }

  @Override
  public Optional<Ring> ring() {
    return ring;
  }

  @Override
  public Optional<Epoch> acting() {
    return clock.monotonicNanos() < leaseEndsNanos ? ring.map(Ring::epoch) : Optional.empty();
  }

  @Override
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }
}
