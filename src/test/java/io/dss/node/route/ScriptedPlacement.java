package io.dss.node.route;

import io.dss.cluster.Epoch;
import io.dss.kernel.ClusterId;
import io.dss.kernel.Incarnation;
import io.dss.kernel.NodeId;
import io.dss.ring.HashRing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A placement whose ring and lease are what the test wants; neither at first. */
public final class ScriptedPlacement implements Placement {
  public static final ClusterId CLUSTER = new ClusterId("0123456789abcdef0123456789abcdef");

  private final List<Runnable> listeners = new ArrayList<>();
  private Optional<Ring> ring = Optional.empty();
  private Optional<Epoch> acting = Optional.empty();
  private Optional<Incarnation> self = Optional.empty();

  /** Of the rings whose number a test chooses. */
  public static Epoch epoch(long logIndex) {
    return new Epoch(0, logIndex);
  }

  /** Which life of the node that this is told to is in the rings from now on. */
  public void self(Optional<Incarnation> inTheRing) {
    self = inTheRing;
  }

  /** The next ring, and a lease under it at once: it gives every name to the one of {@code members} that a ring gives it to. */
  public void ringIs(NodeId... members) {
    Optional<Epoch> previous = ring.map(Ring::epoch);
    follow(new Epoch(1, previous.orElse(Epoch.NONE).logIndex() + 1), previous, members);
    lease(true);
  }

  /** A ring that follows the one before, and then a lease under it. */
  public void ring(long logIndex, NodeId... members) {
    ring(logIndex, ring.map(Ring::epoch), members);
    lease(true);
  }

  /** A ring without a lease. */
  public void ring(long logIndex, Optional<Epoch> previous, NodeId... members) {
    follow(epoch(logIndex), previous, members);
    acting = Optional.empty();
    told();
  }

  private void follow(Epoch epoch, Optional<Epoch> previous, NodeId... members) {
    ring = Optional.of(new Ring(CLUSTER, epoch, previous, HashRing.of(List.of(members)), self));
  }

  public void lease(boolean held) {
    acting = held ? ring.map(Ring::epoch) : Optional.empty();
    if (held) told();
  }

  /** The ring or the lease may have become another. */
  public void told() {
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
