package io.dss.node.cluster;

import io.dss.cluster.Epoch;
import io.dss.cluster.RingView;
import io.dss.cluster.Role;
import io.dss.ring.HashRing;
import java.util.Optional;

/** The rings by the newest view this node has. Thread-safe; nothing blocks. */
public interface Rings {
  /** Empty as long as this node has no view. */
  Optional<RingOfRole> ring(Role role);

  /** @param view whose members {@code ring} is made of */
  record RingOfRole(RingView view, HashRing ring) {
    public Role role() {
      return view.role();
    }

    /** In which the members last changed. */
    public Epoch epoch() {
      return view.epoch();
    }
  }
}
