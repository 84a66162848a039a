package io.dss.node.cluster;

import io.dss.cluster.HeldLease;
import io.dss.cluster.Role;
import io.dss.cluster.View;
import io.dss.kernel.Incarnation;
import java.util.Map;
import java.util.Optional;

/**
 * What a node may do, as any thread sees it: the newest view and the leases under it, together in one value. A lease must be checked after the read it
 * covers and before the answer (rule 4).
 */
public record Leases(Incarnation self, View view, Map<Role, HeldLease> byRole) {
  /** Whether this node may act in the ring of {@code role}. @param nowMillis of this node's monotonic clock */
  public boolean acting(Role role, long nowMillis) {
    HeldLease lease = byRole.get(role);
    return lease != null && lease.covers(nowMillis);
  }

  /** What is left of the shortest of the leases for {@code roles}; 0 if one is missing. */
  public long remainingMillis(Iterable<Role> roles, long nowMillis) {
    long shortest = Long.MAX_VALUE;
    for (Role role : roles) shortest = Math.min(shortest, Optional.ofNullable(byRole.get(role)).map(lease -> lease.endMillis() - nowMillis).orElse(0L));
    return shortest == Long.MAX_VALUE ? 0 : Math.max(0, shortest);
  }
}
