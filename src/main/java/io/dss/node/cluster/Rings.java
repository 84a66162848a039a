package io.dss.node.cluster;

import io.dss.cluster.Epoch;
import io.dss.cluster.Role;
import io.dss.ring.HashRing;
import java.util.Optional;

/** The rings by the newest view this node has. Thread-safe; nothing blocks. */
public interface Rings {
  /** Empty as long as this node has no view. */
  Optional<RingOfRole> ring(Role role);

  /** @param epoch in which the members of {@code role} last changed */
  record RingOfRole(Role role, Epoch epoch, HashRing ring) {}
}
