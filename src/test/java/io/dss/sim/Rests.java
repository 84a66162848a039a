package io.dss.sim;

import io.dss.raft.sim.FaultMenu;
import io.dss.raft.sim.SimEntropy;
import java.util.concurrent.TimeUnit;

/** Has nodes leave the view at random times, as a drained node does, and join again: at once, or after longer than a removal takes. With a stream of its own, so that the blows of a seed are what they were. */
final class Rests {
  private final World world;
  private final SimEntropy entropy;
  private final FaultMenu menu;
  private boolean over;

  Rests(World world, SimEntropy entropy, FaultMenu menu) {
    this.world = world;
    this.entropy = entropy;
    this.menu = menu;
  }

  void begin() {
    world.queue().after(1 + entropy.below(6 * menu.nemesisMicros()), () -> {
      if (over) return;
      rest(world.anyHost(entropy));
      begin();
    });
  }

  /** Everybody is told to come back; who is paused or dead does so later, or need not. */
  void end() {
    over = true;
    world.hosts().stream().filter(SimHost::isUp).map(SimHost::process).forEach(Rests::rejoin);
  }

  private void rest(SimHost host) {
    if (!host.isUp()) return;
    SimProcess process = host.process();
    process.run(process::rest);
    long longestMicros = 3 * TimeUnit.MILLISECONDS.toMicros(world.leaseTerms().removalMillis());
    world.queue().after(1 + entropy.below((int) longestMicros), () -> rejoin(process));
  }

  private static void rejoin(SimProcess process) {
    process.run(process::rejoin);
  }
}
