package io.dss.coherence.sim;

import io.dss.cache.WriteSafety;
import io.dss.kernel.NodeId;
import io.dss.raft.sim.FaultMenu;
import io.dss.raft.sim.SimEntropy;
import java.util.List;
import java.util.function.Consumer;

/**
 * Strikes nodes, links and main memory at random times. What may take a node with it is mostly kept for when the loss of the one before is made good: write
 * safety {@code backup} promises no more, and a run that is excused early proves little.
 */
final class CacheBlows {
  private static final int LONGEST_PAUSE_MICROS = 2_000_000;
  private static final int RECKLESS_PER_MILLE = 20;

  private final CacheWorld world;
  private final SimEntropy entropy;
  private final FaultMenu menu;
  private boolean over;

  CacheBlows(CacheWorld world, SimEntropy entropy, FaultMenu menu) {
    this.world = world;
    this.entropy = entropy;
    this.menu = menu;
  }

  void begin() {
    world.queue().after(1 + entropy.below(menu.nemesisMicros()), () -> {
      if (over) return;
      strike(entropy.below(20));
      begin();
    });
  }

  void end() {
    over = true;
  }

  private boolean mayKill() {
    return world.build().safety() == WriteSafety.STORE || !world.deaths().fragile() || entropy.chance(RECKLESS_PER_MILLE);
  }

  private void strike(int blow) {
    CacheHost victim = world.anyHost(entropy);
    if (blow < 5) unharmed(blow, victim);
    else if (blow < 10) cheap();
    else if (!mayKill()) world.hosts().forEach(CacheHost::start);
    else if (blow == 10 && menu.partitions()) isolate(victim);
    else if (blow == 11 && menu.partitions()) cutFromView(victim);
    else if (blow == 12 && menu.partitions()) cutOneWay(victim);
    else if (blow == 13 && menu.crashes()) crash(victim, Fault.CRASHED);
    else if (blow == 14 && menu.crashes()) crashEvicting(victim);
    else if (blow == 15 && menu.powerLosses() && world.build().safety() == WriteSafety.STORE) losePower();
    else if (blow == 16 && menu.pauses()) pause(victim);
    else if (blow == 17) world.crew().letGo(victim.node());
    else world.hosts().forEach(CacheHost::start);
  }

  /** Nobody dies of it. */
  private void unharmed(int blow, CacheHost victim) {
    if (blow == 0 && world.store().faults().outages()) during(100_000 + entropy.below(900_000), Fault.STORE_OUT, world.store()::out);
    else if (blow == 1 && world.store().faults().full()) during(100_000 + entropy.below(900_000), Fault.STORE_FULL, world.store()::full);
    else if (blow == 2 && menu.pauses()) briefly(victim);
    else world.network().heal();
  }

  private void cheap() {
    world.anyUp(entropy).ifPresent(process -> process.run(() -> {
      boolean evicts = entropy.chance(600);
      world.counts().happened(evicts ? Fault.EVICTED : Fault.FLUSHED);
      for (String key : List.copyOf(process.cache().shown().keySet())) {
        if (!entropy.chance(500)) continue;
        if (evicts) process.cache().evict(key);
        else process.cache().flush(key);
      }
    }));
  }

  private void during(long micros, Fault what, Consumer<Boolean> turn) {
    world.counts().happened(what);
    turn.accept(true);
    world.queue().after(micros, () -> turn.accept(false));
  }

  private void crash(CacheHost host, Fault how) {
    if (!host.isUp()) return;
    world.counts().happened(how);
    host.crash();
    world.queue().after(1 + entropy.below(1_500_000), host::start);
  }

  private void crashEvicting(CacheHost host) {
    if (!host.isUp() || host.process().isPaused()) return;
    CacheProcess process = host.process();
    List.copyOf(process.cache().shown().keySet()).forEach(process.cache()::evict);
    world.queue().after(1 + entropy.below(2 * menu.delayMicros()), () -> {
      if (host.process() == process) crash(host, Fault.CRASHED_EVICTING);
    });
  }

  private void losePower() {
    world.counts().happened(Fault.ALL_CRASHED);
    world.hosts().forEach(CacheHost::crash);
    long darkMicros = 1 + entropy.below(1_000_000);
    world.hosts().forEach(host -> world.queue().after(darkMicros + entropy.below(50_000), host::start));
  }

  private void briefly(CacheHost host) {
    pause(host, Fault.PAUSED_SHORTLY, 1 + entropy.below((int) (Crew.REMOVAL_MICROS - Crew.LEASE_MICROS / 2)));
  }

  private void pause(CacheHost host) {
    pause(host, Fault.PAUSED_LONG, (int) Crew.LEASE_MICROS + entropy.below(LONGEST_PAUSE_MICROS));
  }

  private void pause(CacheHost host, Fault how, int micros) {
    if (!host.isUp() || !host.process().pause()) return;
    CacheProcess process = host.process();
    world.counts().happened(how);
    world.queue().after(micros, process::resume);
  }

  /** Of two that cannot reach each other one has to go, unless they soon can. */
  private void cutOneWay(CacheHost host) {
    NodeId other = world.anyHost(entropy).node();
    if (other.equals(host.node())) return;
    world.counts().happened(Fault.CUT_ONE_WAY);
    world.network().cut(host.node(), other);
    healOrLetGo(host.node());
  }

  private void isolate(CacheHost host) {
    world.counts().happened(Fault.ISOLATED);
    boolean deaf = entropy.chance(700);
    boolean mute = !deaf || entropy.chance(600);
    for (NodeId other : world.others(host.node())) {
      if (deaf) world.network().cut(other, host.node());
      if (mute) world.network().cut(host.node(), other);
    }
    if (entropy.chance(500)) cutFromView(host);
    healOrLetGo(host.node());
  }

  private void cutFromView(CacheHost host) {
    world.counts().happened(Fault.CUT_FROM_VIEW);
    if (entropy.chance(700)) world.network().cut(host.node(), Crew.NODE);
    if (entropy.chance(700)) world.network().cut(Crew.NODE, host.node());
  }

  private void healOrLetGo(NodeId node) {
    world.queue().after(100_000 + entropy.below(1_400_000), () -> {
      if (over || entropy.chance(500)) world.network().heal();
      else world.crew().letGo(node);
    });
  }
}
