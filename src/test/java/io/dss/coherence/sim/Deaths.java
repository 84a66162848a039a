package io.dss.coherence.sim;

import io.dss.cache.WriteSafety;
import io.dss.kernel.Incarnation;
import io.dss.kernel.NodeId;
import io.dss.linearizability.Operation;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who died, and when that was made good: until every bucket is open in a view without the dead, a second death may take an acknowledged write with it, and what
 * follows is not judged for loss. Of writes that are in main memory before they are acknowledged nothing may be lost, whoever dies.
 */
final class Deaths {
  private final CacheWorld world;
  private final WriteSafety safety;
  private final Set<Incarnation> dead = new TreeSet<>();
  private boolean fragile;
  private long excusedMicros = Operation.NEVER;

  Deaths(CacheWorld world, WriteSafety safety) {
    this.world = world;
    this.safety = safety;
  }

  int count() {
    return dead.size();
  }

  boolean excused() {
    return excusedMicros != Operation.NEVER;
  }

  /** From when on an acknowledged write may be lost; {@link Operation#NEVER} if none may. */
  long excusedMicros() {
    return excusedMicros;
  }

  void removed(NodeId node, long incarnation) {
    if (!dead.add(new Incarnation(node, incarnation))) return;
    look();
    if (safety == WriteSafety.LOCAL || fragile && safety == WriteSafety.BACKUP) {
      excusedMicros = Math.min(excusedMicros, world.queue().nowMicros());
    }
    fragile = true;
  }

  void crashed(CacheProcess process) {
    if (world.crew().has(process.node(), process.incarnation())) removed(process.node(), process.incarnation());
  }

  void look() {
    if (fragile && world.whole()) fragile = false;
  }

  boolean fragile() {
    look();
    return fragile;
  }
}
