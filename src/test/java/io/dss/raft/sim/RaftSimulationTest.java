package io.dss.raft.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/**
 * Thousands of random clusters. {@code -Ddss.sim.seeds=100000 -Ddss.sim.firstSeed=1} runs as many as one likes; a seed that fails is printed with the
 * command that replays it alone.
 */
class RaftSimulationTest {
  private static final long SEEDS = Long.getLong("dss.sim.seeds", 2_000);
  private static final long FIRST_SEED = Long.getLong("dss.sim.firstSeed", 1);
  private static final int REPLAY_EVERY = 40;

  @Test
  void everySeedIsSafeThroughoutAndMakesProgressOnceHealed() {
    long events = 0;
    long elections = 0;
    long restores = 0;
    long acknowledged = 0;
    long reads = 0;
    for (long seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
      RaftScenario.Outcome outcome = run(seed);
      events += outcome.events();
      elections += outcome.elections();
      restores += outcome.restores();
      acknowledged += outcome.acknowledged();
      reads += outcome.reads();
    }
    System.out.printf(
        "raft simulation: %,d seeds from %d: %,d events, %,d elections, %,d snapshots installed, %,d proposals acknowledged, %,d reads answered%n",
        SEEDS, FIRST_SEED, events, elections, restores, acknowledged, reads);
    // A simulation in which nothing happens proves nothing.
    assertTrue(SEEDS < 500 || elections > 2 * SEEDS, "elections: " + elections);
    assertTrue(SEEDS < 500 || restores > SEEDS / 2, "snapshots installed: " + restores);
    assertTrue(SEEDS < 500 || acknowledged > 20 * SEEDS, "proposals acknowledged: " + acknowledged);
    assertTrue(SEEDS < 500 || reads > 5 * SEEDS, "reads answered: " + reads);
  }

  @Test
  void theSameSeedRunsTheSameWayTwice() {
    for (long seed = FIRST_SEED; seed < FIRST_SEED + Math.min(SEEDS, 2_000); seed += REPLAY_EVERY) {
      assertEquals(run(seed).trace(), run(seed).trace(), "seed " + seed + " has two histories");
    }
  }

  private static RaftScenario.Outcome run(long seed) {
    try {
      return RaftScenario.run(seed);
    } catch (RuntimeException | AssertionError e) {
      String replay = "mvn -o test -Dtest=RaftSimulationTest -Ddss.sim.seeds=1 -Ddss.sim.firstSeed=" + seed;
      throw new AssertionError("seed " + seed + ": " + e.getMessage() + "\nreplay: " + replay, e);
    }
  }
}
