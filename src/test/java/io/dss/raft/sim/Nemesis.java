package io.dss.raft.sim;

import java.util.ArrayList;
import java.util.List;

/** Strikes the cluster at random times: cuts, heals, crashes, restarts, pauses, resumes. */
final class Nemesis {
  private final SimCluster cluster;
  private final SimEntropy entropy;
  private final FaultMenu menu;
  private boolean done;

  Nemesis(SimCluster cluster, SimEntropy entropy, FaultMenu menu) {
    this.cluster = cluster;
    this.entropy = entropy;
    this.menu = menu;
  }

  void start() {
    if (menu.nemesisMicros() == 0) return;
    cluster.queue().after(1 + entropy.below(2 * menu.nemesisMicros()), () -> {
      if (done) return;
      strike(entropy.below(10));
      start();
    });
  }

  void stop() {
    done = true;
  }

  private void strike(int blow) {
    if (blow < 1 && menu.partitions()) split();
    else if (blow == 1 && menu.partitions()) isolate(victim());
    else if (blow == 2 && menu.partitions()) cluster.network().cut(victim().id, cluster.anyNode(entropy).id);
    else if (blow == 3) cluster.network().heal();
    else if (blow == 4 && menu.crashes()) cluster.crash(victim());
    else if (blow == 5 && menu.powerLosses()) cluster.nodes().forEach(cluster::crash);
    else if (blow == 6 && menu.pauses()) victim().pause();
    else if (blow == 7) cluster.nodes().forEach(node -> node.resume(entropy.chance(500)));
    else cluster.nodes().forEach(cluster::restart);
  }

  /** Leaders are hit more often than others: that is where it hurts. */
  private SimNode victim() {
    SimNode any = cluster.anyNode(entropy);
    return entropy.chance(500) ? cluster.leader().orElse(any) : any;
  }

  private void isolate(SimNode node) {
    boolean deaf = entropy.chance(700);
    boolean mute = !deaf || entropy.chance(600);
    for (SimNode other : cluster.nodes()) {
      if (deaf) cluster.network().cut(other.id, node.id);
      if (mute) cluster.network().cut(node.id, other.id);
    }
  }

  /** Two sides that do not hear each other; sometimes only one side does not hear the other. */
  private void split() {
    boolean oneWay = entropy.chance(300);
    List<SimNode> left = new ArrayList<>();
    List<SimNode> right = new ArrayList<>();
    for (SimNode node : cluster.nodes()) (entropy.chance(500) ? left : right).add(node);
    for (SimNode a : left) {
      for (SimNode b : right) {
        cluster.network().cut(a.id, b.id);
        if (!oneWay) cluster.network().cut(b.id, a.id);
      }
    }
  }
}
