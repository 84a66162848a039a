package io.dss.node.route;

import io.dss.cluster.Epoch;
import io.dss.kernel.ClusterId;
import io.dss.kernel.NodeId;
import io.dss.ring.HashRing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A placement whose ring is what the test wants; none at first. */
public final class ScriptedPlacement implements Placement {
  private static final ClusterId CLUSTER = new ClusterId("0".repeat(32));
  private final List<Runnable> listeners = new ArrayList<>();
  private Optional<Ring> ring = Optional.empty();
  private long epoch;

  /** Gives every name to the one of {@code members} that a ring gives it to, and tells. */
  public void ringIs(NodeId... members) {
    Optional<Epoch> previous = ring.map(Ring::epoch);
    ring = Optional.of(new Ring(CLUSTER, new Epoch(1, ++epoch), previous, HashRing.of(List.of(members), 16)));
    told();
  }

  /** Something that is not the ring has changed. */
  public void told() {
    listeners.forEach(Runnable::run);
  }

  @Override
  public Optional<Ring> ring() {
    return ring;
  }

  @Override
  public Optional<Epoch> acting() {
    return ring.map(Ring::epoch);
  }

  @Override
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }
}
