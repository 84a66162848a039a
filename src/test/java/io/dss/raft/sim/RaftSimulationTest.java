package io.dss.raft.sim;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/**
 * Thousands of random clusters. {@code -Ddss.sim.seeds=100000 -Ddss.sim.firstSeed=1} runs as many as one likes; a seed that fails is printed with the
 * command that replays it alone.
 */
class RaftSimulationTest {
  private static final Seeds<RaftScenario.Outcome> SEEDS = new Seeds<>(RaftSimulationTest.class, 2_000, RaftScenario::run);

  @Test
  void everySeedIsSafeThroughoutAndMakesProgressOnceHealed() {
    Totals totals = new Totals();
    SEEDS.each(totals::add);
    System.out.printf("raft simulation: %,d seeds from %d: %s%n", SEEDS.count(), SEEDS.first(), totals);
    // A simulation in which nothing happens proves nothing.
    if (SEEDS.count() >= 500) totals.requireBusy();
  }

  @Test
  void theSameSeedRunsTheSameWayTwice() {
    SEEDS.assertSameTwice(40, 2_000, RaftScenario.Outcome::trace);
  }

  private static final class Totals {
    private long runs;
    private long events;
    private long elections;
    private long restores;
    private long acknowledged;
    private long reads;

    void add(RaftScenario.Outcome run) {
      runs++;
      events += run.events();
      elections += run.elections();
      restores += run.restores();
      acknowledged += run.acknowledged();
      reads += run.reads();
    }

    void requireBusy() {
      assertTrue(elections > 2 * runs, toString());
      assertTrue(restores > runs / 2, toString());
      assertTrue(acknowledged > 20 * runs, toString());
      assertTrue(reads > 5 * runs, toString());
    }

    @Override
    public String toString() {
      return String.format("%,d events, %,d elections, %,d snapshots installed, %,d proposals acknowledged, %,d reads answered",
          events, elections, restores, acknowledged, reads);
    }
  }
}
