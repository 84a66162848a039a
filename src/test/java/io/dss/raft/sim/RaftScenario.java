package io.dss.raft.sim;

import io.dss.raft.RaftSettings;
import io.dss.raft.RaftStatus;

/** One seed of the general simulation: a cluster, its limits and its faults drawn from the seed, a safety phase, then a liveness phase. */
final class RaftScenario {
  private static final long RAGE_MICROS = 10_000_000;
  private static final long PROGRESS_MICROS = 10_000_000;

  /** What a run was good for. */
  record Outcome(long trace, long events, long elections, long committed, long restores, long acknowledged, long reads) {}

  private RaftScenario() {}

  static Outcome run(long seed) {
    SimEntropy draw = new SimEntropy(SimEntropy.mix(seed + 1)).fork("scenario");
    int voters = new int[] {3, 3, 3, 5, 5, 1}[draw.below(6)];
    int learners = draw.chance(200) ? 1 : 0;
    int snapshotEvery = new int[] {5, 12, 30, 1_000_000}[draw.below(4)];
    SimCluster cluster = new SimCluster(draw.nextLong(), voters, learners, FaultMenu.draw(draw), settings(draw), snapshotEvery, HashMachine::new);
    cluster.start(draw.chance(500) ? 10_000 : 60_000);
    cluster.rage(RAGE_MICROS);
    progress(cluster);
    Oracle oracle = cluster.oracle();
    SimClients clients = cluster.clients();
    return new Outcome(
        oracle.trace(), cluster.queue().run(), oracle.elections(), oracle.commitIndex(), oracle.restores(), clients.acknowledged(), clients.answered());
  }

  private static RaftSettings settings(SimEntropy draw) {
    return new RaftSettings(
        50, 250, pick(draw, 270, 350, 500),
        pick(draw, 64, 500, 100_000),
        pick(draw, 1, 4, 64),
        pick(draw, 2_000, 1_000_000),
        1_000,
        pick(draw, 100, 100_000),
        pick(draw, 10, 1_000),
        pick(draw, 40, 64, 4096),
        pick(draw, 0, 3, 20), pick(draw, 0, 200, 1_000_000));
  }

  private static int pick(SimEntropy draw, int... choices) {
    return choices[draw.below(choices.length)];
  }

  /** Healed, it must elect a leader that stays, commit and apply everywhere what is proposed, and answer reads. */
  private static void progress(SimCluster cluster) {
    cluster.calm();
    Oracle oracle = cluster.oracle();
    boolean agreed = cluster.within(PROGRESS_MICROS, () -> allFollow(cluster));
    oracle.require(agreed, "liveness: a leader that all follow", statuses(cluster));
    SimNode leader = cluster.leader().orElseThrow();
    long acknowledged = cluster.clients().acknowledged();
    long answered = cluster.clients().answered();
    cluster.clients().propose(leader);
    cluster.clients().read(leader);
    boolean served = cluster.within(PROGRESS_MICROS, () -> cluster.clients().acknowledged() > acknowledged && cluster.clients().answered() > answered);
    oracle.require(served, "liveness: proposals and reads are answered", statuses(cluster));
    boolean applied = cluster.within(PROGRESS_MICROS, () -> cluster.nodes().stream().allMatch(node -> node.appliedIndex() == oracle.commitIndex()));
    oracle.require(applied, "liveness: everybody applies everything", oracle.commitIndex(), statuses(cluster));
  }

  /** There is a leader that can serve, and all name it. */
  private static boolean allFollow(SimCluster cluster) {
    SimNode leader = cluster.leader().orElse(null);
    if (leader == null) return false;
    RaftStatus status = leader.raft().status();
    boolean ready = status.commitIndex() == status.lastIndex() && status.appliedIndex() == status.commitIndex() && status.transferTarget().isEmpty();
    return ready && cluster.nodes().stream()
        .allMatch(node -> node.raft().status().leader().filter(leader.id::equals).isPresent() && node.raft().status().term() == status.term());
  }

  private static String statuses(SimCluster cluster) {
    StringBuilder text = new StringBuilder();
    for (SimNode node : cluster.nodes()) text.append('\n').append(node.status());
    return text.toString();
  }
}
