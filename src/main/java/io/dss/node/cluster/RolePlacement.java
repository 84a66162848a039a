package io.dss.node.cluster;

import io.dss.cluster.Epoch;
import io.dss.cluster.HeldLease;
import io.dss.cluster.RingView;
import io.dss.cluster.Role;
import io.dss.kernel.ClusterId;
import io.dss.kernel.Incarnation;
import io.dss.node.route.Placement;
import io.dss.spi.TimeSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** The ring of one role for the service that lives on it: the newest view this node has, and the lease it holds under it. Thread-safe. */
public final class RolePlacement implements Placement {
  /** What listeners are told about. A lease that is merely extended is the same standing. */
  private record Standing(Optional<Epoch> ring, Optional<Epoch> acting) {}

  private final Role role;
  private final ClusterId cluster;
  private final Supplier<Leases> leases;
  private final Rings rings;
  private final TimeSource time;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  /** As last told; on the loop. */
  private Standing told = new Standing(Optional.empty(), Optional.empty());

  /** @param leases as {@link MemberLoop} publishes them */
  public RolePlacement(Role role, ClusterId cluster, Supplier<Leases> leases, Rings rings, TimeSource time) {
    this.role = role;
    this.cluster = cluster;
    this.leases = leases;
    this.rings = rings;
    this.time = time;
  }

  @Override
  public Optional<Ring> ring() {
    return rings.ring(role).map(seen -> new Ring(cluster, seen.epoch(), seen.view().previous(), seen.ring(), self(seen.view())));
  }

  /** Asked after the ring: a life that came after that view is not in it, and the one before has ended. */
  private Optional<Incarnation> self(RingView view) {
    return Optional.of(leases.get().self()).filter(view::contains);
  }

  @Override
  public Optional<Epoch> acting() {
    Leases held = leases.get();
    HeldLease lease = held.byRole().get(role);
    return lease != null && lease.covers(time.monotonicNanos() / 1_000_000) ? Optional.of(lease.ringEpoch()) : Optional.empty();
  }

  @Override
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }

  /** The leases were published anew; on the loop. */
  public void published() {
    Standing now = new Standing(leases.get().view().ring(role).map(RingView::epoch), acting());
    if (now.equals(told)) return;
    told = now;
    listeners.forEach(Runnable::run);
  }
}
