package io.dss.sim;

import io.dss.raft.sim.FaultMenu;
import io.dss.raft.sim.SimEntropy;

/**
 * Strikes the cluster at random times, leaders more often than others: cuts, crashes, power losses, pauses longer than leases, orderly stops,
 * transfers.
 */
final class Blows {
  private final World world;
  private final SimEntropy entropy;
  private final FaultMenu menu;
  private boolean over;

  Blows(World world, SimEntropy entropy, FaultMenu menu) {
    this.world = world;
    this.entropy = entropy;
    this.menu = menu;
  }

  void begin() {
    world.queue().after(1 + entropy.below(2 * menu.nemesisMicros()), () -> {
      if (over) return;
      strike(entropy.below(14));
      begin();
    });
  }

  void end() {
    over = true;
  }

  private void strike(int blow) {
    if (blow == 0 && menu.partitions()) split();
    else if (blow == 1 && menu.partitions()) isolate(victim());
    else if (blow == 2 && menu.partitions()) world.network().cut(victim().node(), world.anyHost(entropy).node());
    else if (blow == 3 || blow == 4) world.network().heal();
    else if (blow == 5 && menu.crashes()) crash(victim());
    else if (blow == 6 && menu.crashes()) crash(world.anyHost(entropy));
    else if (blow == 7 && menu.powerLosses()) losePower();
    else if ((blow == 8 || blow == 9) && menu.pauses()) pause(victim());
    else if (blow == 10 && menu.crashes()) stop(world.anyHost(entropy));
    else if (blow == 11) world.leader().ifPresent(this::depose);
    else world.hosts().forEach(SimHost::start);
  }

  private SimHost victim() {
    SimHost any = world.anyHost(entropy);
    return entropy.chance(500) ? world.leader().map(SimProcess::host).orElse(any) : any;
  }

  private void crash(SimHost host) {
    host.crash();
    world.queue().after(1 + entropy.below(1_500_000), host::start);
  }

  /** All at once, and all back at once: every member is another life then. */
  void losePower() {
    world.hosts().forEach(SimHost::crash);
    long darkMicros = 1 + entropy.below(1_000_000);
    world.hosts().forEach(host -> world.queue().after(darkMicros + entropy.below(50_000), host::start));
  }

  private void pause(SimHost host) {
    SimProcess process = host.process();
    if (!host.isUp() || !process.pause()) return;
    long longest = entropy.chance(500) ? 300_000 : 2L * 1_000 * world.leaseTerms().removalMillis();
    world.queue().after(1 + entropy.below((int) longest), process::resume);
  }

  /** It says that it stops for good, and is gone when somebody has heard it, or nobody did for a while. */
  private void stop(SimHost host) {
    if (!host.isUp()) return;
    SimProcess process = host.process();
    Runnable gone = () -> {
      if (host.process() == process) crash(host);
    };
    process.run(() -> process.stopForGood().whenComplete((heard, failure) -> world.queue().after(1, gone)));
    world.queue().after(800_000, gone);
  }

  /**
   * The one way to another leader without a silence before it. Sometimes the old one does not hear of the new one, and goes on believing in itself.
   */
  private void depose(SimProcess leader) {
    leader.transferLeadership();
    if (!menu.partitions() || entropy.chance(400)) return;
    world.queue().after(1 + entropy.below(3 * menu.delayMicros()), () -> {
      for (SimHost other : world.hosts()) {
        if (!over && other.isVoter()) world.network().cut(other.node(), leader.node());
      }
    });
  }

  private void isolate(SimHost host) {
    boolean deaf = entropy.chance(700);
    boolean mute = !deaf || entropy.chance(600);
    for (SimHost other : world.hosts()) {
      if (deaf) world.network().cut(other.node(), host.node());
      if (mute) world.network().cut(host.node(), other.node());
    }
  }

  private void split() {
    boolean oneWay = entropy.chance(300);
    boolean[] left = new boolean[world.hosts().size()];
    for (int i = 0; i < left.length; i++) left[i] = entropy.chance(500);
    for (int i = 0; i < left.length; i++) {
      for (int j = 0; j < left.length; j++) {
        if (left[i] && !left[j] || !left[i] && left[j] && !oneWay) world.network().cut(world.hosts().get(i).node(), world.hosts().get(j).node());
      }
    }
  }
}
