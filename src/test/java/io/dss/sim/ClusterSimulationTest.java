package io.dss.sim;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.raft.sim.Seeds;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Hundreds of random clusters of whole nodes. {@code -Ddss.sim.seeds=10000 -Ddss.sim.firstSeed=1} runs as many as one likes; a seed that fails is
 * printed with the command that replays it alone.
 */
@ExtendWith(HushedLog.class)
class ClusterSimulationTest {
  private static final Seeds<WorldScenario.Outcome> SEEDS = new Seeds<>(ClusterSimulationTest.class, 500, WorldScenario::run);

  @Test
  void everySeedKeepsItsPromisesThroughoutAndIsWellOnceHealed() {
    Totals totals = new Totals();
    SEEDS.each(totals::add);
    System.out.println("cluster simulation: " + SEEDS.count() + " seeds from " + SEEDS.first() + ": " + totals);
    // A simulation in which nothing happens proves nothing.
    if (SEEDS.count() >= 100) totals.requireBusy();
  }

  @Test
  void theSameSeedRunsTheSameWayTwice() {
    SEEDS.assertSameTwice(50, 500, Function.identity());
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
