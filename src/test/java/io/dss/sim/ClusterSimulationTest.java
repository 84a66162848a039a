package io.dss.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Hundreds of random clusters of whole nodes. {@code -Ddss.sim.seeds=10000 -Ddss.sim.firstSeed=1} runs as many as one likes; a seed that fails is
 * printed with the command that replays it alone.
 */
class ClusterSimulationTest {
  private static final long SEEDS = Long.getLong("dss.sim.seeds", 500);
  private static final long FIRST_SEED = Long.getLong("dss.sim.firstSeed", 1);
  private static final int REPLAY_EVERY = 50;
  private static final Logger ENGINE_LOG = Logger.getLogger("io.dss");

  private static Level level;

  /** Thousands of nodes have thousands of elections to tell of. */
  @BeforeAll
  static void hush() {
    level = ENGINE_LOG.getLevel();
    ENGINE_LOG.setLevel(Level.OFF);
  }

  @AfterAll
  static void speak() {
    ENGINE_LOG.setLevel(level);
  }

  @Test
  void everySeedKeepsItsPromisesThroughoutAndIsWellOnceHealed() {
    Totals totals = new Totals();
    for (long seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) totals.add(run(seed));
    System.out.println("cluster simulation: " + SEEDS + " seeds from " + FIRST_SEED + ": " + totals);
    // A simulation in which nothing happens proves nothing.
    if (SEEDS >= 100) totals.requireBusy();
  }

  @Test
  void theSameSeedRunsTheSameWayTwice() {
    for (long seed = FIRST_SEED; seed < FIRST_SEED + Math.min(SEEDS, 500); seed += REPLAY_EVERY) {
      assertEquals(run(seed), run(seed), "seed " + seed + " has two histories");
    }
  }

  private static WorldScenario.Outcome run(long seed) {
    try {
      return WorldScenario.run(seed);
    } catch (RuntimeException | AssertionError e) {
      String replay = "mvn -o test -Dtest=ClusterSimulationTest -Ddss.sim.seeds=1 -Ddss.sim.firstSeed=" + seed;
      throw new AssertionError("seed " + seed + ": " + e.getMessage() + "\nreplay: " + replay, e);
    }
  }

  private static final class Totals {
    private long runs;
    private long events;
    private long elections;
    private long restores;
    private long entries;
    private long grants;
    private long stuck;
    private long repeats;
    private long leases;
    private long answered;
    private long unknown;
    private long reads;
    private long judged;

    void add(WorldScenario.Outcome run) {
      runs++;
      events += run.events();
      elections += run.elections();
      restores += run.restores();
      entries += run.entries();
      grants += run.grants();
      stuck += run.stuck();
      repeats += run.repeats();
      leases += run.leases();
      answered += run.answered();
      unknown += run.unknown();
      reads += run.reads();
      judged += run.judged() ? 1 : 0;
    }

    void requireBusy() {
      assertTrue(elections > 2 * runs, toString());
      assertTrue(restores > runs / 4, toString());
      assertTrue(grants > 10 * runs, toString());
      assertTrue(stuck > runs, toString());
      assertTrue(repeats > runs / 10, toString());
      assertTrue(leases > 50 * runs, toString());
      assertTrue(answered > 20 * runs, toString());
      assertTrue(unknown > runs / 4, toString());
      assertTrue(reads > runs, toString());
      assertTrue(judged * 100 >= runs * 95, toString());
    }

    @Override
    public String toString() {
      return String.format(
          "%,d events, %,d elections, %,d snapshots installed, %,d entries, %,d grants, %,d leases of locks ran out, %,d repeats, %,d node leases, "
              + "%,d calls answered, %,d of unknown outcome, %,d reads, %,d histories judged",
          events, elections, restores, entries, grants, stuck, repeats, leases, answered, unknown, reads, judged);
    }
  }
}
