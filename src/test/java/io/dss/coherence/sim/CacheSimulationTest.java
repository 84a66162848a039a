package io.dss.coherence.sim;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.coherence.WatchedBucket;
import io.dss.raft.sim.Seeds;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Hundreds of random clusters of caches. {@code -Ddss.sim.seeds=10000 -Ddss.sim.firstSeed=1} runs as many as one likes; a seed that fails is printed with the
 * command that replays it alone.
 */
class CacheSimulationTest {
  private static final Seeds<CacheScenario.Outcome> SEEDS = new Seeds<>(CacheSimulationTest.class, 300, CacheScenario::run);

  @Test
  void everySeedIsLinearizableLosesNothingThatWasAcknowledgedAndLeavesNothingOver() {
    Totals totals = new Totals();
    SEEDS.each(totals::add);
    System.out.println("cache simulation: " + SEEDS.count() + " seeds from " + SEEDS.first() + ": " + totals);
    // A simulation in which nothing happens proves nothing.
    if (SEEDS.count() >= 100) totals.requireBusy();
  }

  @Test
  void theSameSeedRunsTheSameWayTwice() {
    SEEDS.assertSameTwice(40, 200, CacheScenario.Outcome::trace);
  }

  private static final class Totals {
    private final Counts counts = new Counts();
    private long runs;
    private long events;
    private long operations;
    private long looks;
    private long excused;

    void add(CacheScenario.Outcome run) {
      runs++;
      events += run.events();
      operations += run.operations();
      looks += run.looks();
      if (run.excused()) excused++;
      counts.add(run.counts());
    }

    void requireBusy() {
      for (Fault fault : Fault.values()) assertTrue(counts.of(fault) >= runs / 20, fault + ": " + this);
      assertTrue(operations > 100 * runs, toString());
      assertTrue(looks > 20 * runs, toString());
      assertTrue(excused * 3 < runs, toString());
    }

    @Override
    public String toString() {
      List<String> unused = new ArrayList<>(WatchedBucket.rows());
      unused.removeAll(counts.rows().keySet());
      return String.format("%,d events, %,d operations judged, %,d pairs of lines compared, %,d runs with losses that were allowed; %s; never used: %s",
          events, operations, looks, excused, counts, unused);
    }
  }
}
