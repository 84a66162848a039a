package io.dss.sim;

import io.dss.cluster.Epoch;
import io.dss.cluster.Role;
import io.dss.node.cluster.Leases;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Whoever acts in a ring at one moment does so under one epoch of it, and as the only life of its node. Looked at whenever a lease changes: only
 * then can one begin. A process that was killed counts on by its clock for as long as its lease lasts, as one that is not dead but paused would.
 */
final class LeaseOracle {
  private final LogOracle oracle;
  private final List<SimProcess> processes = new ArrayList<>();
  private final Map<SimProcess, Leases> looked = new IdentityHashMap<>();
  private long granted;

  LeaseOracle(LogOracle oracle) {
    this.oracle = oracle;
  }

  /** How often a lease was taken or extended. */
  long granted() {
    return granted;
  }

  void check(SimProcess process) {
    Leases now = process.leases();
    Leases before = looked.put(process, now);
    if (before == now) return;
    if (before == null) processes.add(process);
    if (before != null && before.byRole().equals(now.byRole())) return;
    granted++;
    processes.removeIf(other -> !other.isAlive() && over(other) && looked.remove(other) != null);
    for (Role role : Role.values()) check(role);
  }

  private static boolean over(SimProcess process) {
    for (Role role : Role.values()) if (process.leases().acting(role, process.clockMillis())) return false;
    return true;
  }

  private void check(Role role) {
    List<SimProcess> acting = new ArrayList<>();
    for (SimProcess process : processes) {
      if (!process.leases().acting(role, process.clockMillis())) continue;
      for (SimProcess other : acting) {
        if (!epoch(other, role).equals(epoch(process, role))) violated("one epoch of a ring at a time", role, other, process);
        if (other.node().equals(process.node())) violated("one life of a node at a time", role, other, process);
      }
      acting.add(process);
    }
  }

  private void violated(String property, Role role, SimProcess one, SimProcess other) {
    oracle.require(false, property, role, told(one), told(other));
  }

  private static Epoch epoch(SimProcess process, Role role) {
    return process.leases().byRole().get(role).ringEpoch();
  }

  private static String told(SimProcess process) {
    return process.leases() + " at " + process.clockMillis() + (process.isAlive() ? "" : " (killed)");
  }
}
