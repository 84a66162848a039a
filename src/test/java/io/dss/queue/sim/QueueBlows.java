package io.dss.queue.sim;

import io.dss.raft.sim.FaultMenu;
import io.dss.raft.sim.SimEntropy;

/** Strikes nodes, owners more often than others, links and the store at random times. */
final class QueueBlows {
  private static final long LONGEST_PAUSE_MICROS = 3_000_000;

  private final QueueWorld world;
  private final SimEntropy entropy;
  private final FaultMenu menu;
  private boolean over;

  QueueBlows(QueueWorld world, SimEntropy entropy, FaultMenu menu) {
    this.world = world;
    this.entropy = entropy;
    this.menu = menu;
  }

  void begin() {
    world.queue().after(1 + entropy.below(2 * menu.nemesisMicros()), () -> {
      if (over) return;
      strike(entropy.below(16));
      begin();
    });
  }

  void end() {
    over = true;
  }

  private void strike(int blow) {
    if (blow == 0 && menu.partitions()) isolate(victim());
    else if (blow == 1 && menu.partitions()) cutFromView(victim());
    else if (blow == 2 && menu.partitions()) world.network().cut(victim().node(), world.anyHost(entropy).node());
    else if (blow == 3 || blow == 4) world.network().heal();
    else if (blow == 5 && menu.crashes()) crash(victim());
    else if (blow == 6 && menu.crashes()) crash(world.anyHost(entropy));
    else if (blow == 7 && menu.powerLosses()) losePower();
    else if ((blow == 8 || blow == 9) && menu.pauses()) pause(victim());
    else if (blow == 10) stop(world.anyHost(entropy));
    else if (blow == 11 && world.store().menu().outages()) during(300_000 + entropy.below(1_500_000), world.store()::out);
    else if (blow == 12 && world.store().menu().full()) during(1 + entropy.below(1_500_000), world.store()::full);
    else if (blow == 13 && world.store().menu().refuses()) during(1 + entropy.below(1_000_000), world.store()::refuses);
    else if (blow == 14 && world.store().menu().goesBack()) goBack();
    else world.hosts().forEach(QueueHost::start);
  }

  private interface Switch {
    void set(boolean on);
  }

  private void during(long micros, Switch what) {
    what.set(true);
    world.queue().after(micros, () -> what.set(false));
  }

  private void goBack() {
    String topic = world.anyTopic(entropy);
    if (world.store().goBack(topic)) world.owners().storeWentBack(topic);
  }

  private QueueHost victim() {
    QueueHost any = world.anyHost(entropy);
    if (!entropy.chance(600)) return any;
    return world.owners().of(world.anyTopic(entropy)).map(process -> world.host(process.node())).orElse(any);
  }

  private void crash(QueueHost host) {
    host.crash();
    world.queue().after(1 + entropy.below(1_500_000), host::start);
  }

  private void losePower() {
    world.hosts().forEach(QueueHost::crash);
    long darkMicros = 1 + entropy.below(1_000_000);
    world.hosts().forEach(host -> world.queue().after(darkMicros + entropy.below(50_000), host::start));
  }

  private void pause(QueueHost host) {
    if (!host.isUp()) return;
    QueueProcess process = host.process();
    if (!process.pause()) return;
    world.queue().after(1 + entropy.below((int) (entropy.chance(500) ? LONGEST_PAUSE_MICROS / 10 : LONGEST_PAUSE_MICROS)), process::resume);
  }

  private void stop(QueueHost host) {
    if (!host.isUp()) return;
    QueueProcess process = host.process();
    Runnable gone = () -> {
      if (host.process() == process) crash(host);
    };
    process.stop(gone);
    world.queue().after(6_000_000, gone);
  }

  private void isolate(QueueHost host) {
    boolean deaf = entropy.chance(700);
    boolean mute = !deaf || entropy.chance(600);
    for (QueueHost other : world.hosts()) {
      if (deaf) world.network().cut(other.node(), host.node());
      if (mute) world.network().cut(host.node(), other.node());
    }
    if (entropy.chance(600)) cutFromView(host);
  }

  private void cutFromView(QueueHost host) {
    world.network().cut(host.node(), ViewKeeper.NODE);
    world.network().cut(ViewKeeper.NODE, host.node());
  }
}
