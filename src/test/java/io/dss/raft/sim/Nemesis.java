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
    if (blow < 2 && menu.partitions()) split();
    else if (blow == 2 && menu.partitions()) cutOneWay();
    else if (blow == 3) cluster.network().heal();
    else if (blow == 4 && menu.crashes()) cluster.crash(cluster.anyNode(entropy));
    else if (blow == 5 && menu.powerLosses()) cluster.nodes().forEach(cluster::crash);
    else if (blow == 6 && menu.pauses()) cluster.anyNode(entropy).pause();
    else if (blow == 7) cluster.anyNode(entropy).resume(entropy.chance(500));
    else cluster.restart(cluster.anyNode(entropy));
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

  private void cutOneWay() {
    cluster.network().cut(cluster.anyNode(entropy).id, cluster.anyNode(entropy).id);
  }
}
