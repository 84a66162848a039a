package io.dss.queue.sim;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.delivery.Why;
import io.dss.raft.sim.Seeds;
import io.dss.sim.HushedLog;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Hundreds of random clusters of queues. {@code -Ddss.sim.seeds=10000 -Ddss.sim.firstSeed=1} runs as many as one likes; a seed that fails is printed with the
 * command that replays it alone.
 */
@ExtendWith(HushedLog.class)
class QueueSimulationTest {
  private static final Seeds<QueueScenario.Outcome> SEEDS = new Seeds<>(QueueSimulationTest.class, 400, QueueScenario::run);

  @Test
  void everySeedLosesNothingInventsNothingAndBringsNothingBack() {
    Totals totals = new Totals();
    SEEDS.each(totals::add);
    System.out.println("queue simulation: " + SEEDS.count() + " seeds from " + SEEDS.first() + ": " + totals);
    // A simulation in which nothing happens proves nothing.
    if (SEEDS.count() >= 100) totals.requireBusy();
  }

  /** Seeds that failed once. A seed is another run when anything in it changes; what each found is held by a test of its own, too. */
  @Test
  void aTopicThatItsStoreForgotAltogetherIsEmptyAndNotStuck() {
    SEEDS.run(69);
  }

  /** {@code StoreFaultsTest.aBatchThatWasSentBeforeWithoutAnAnswerEndsUnknownIfItFindsTheStoreFull} */
  @Test
  void noRefusalOfAFullStorePromisesThatABatchInDoubtChangedNothing() {
    for (long seed : new long[] {1062, 1936}) SEEDS.run(seed);
  }

  @Test
  void aWaitThatEndsWithTheNodeThatWasAskedMayHideALostAnswer() {
    for (long seed : new long[] {183, 847, 1515}) SEEDS.run(seed);
  }

  @Test
  void theSameSeedRunsTheSameWayTwice() {
    SEEDS.assertSameTwice(40, 200, Function.identity());
  }

  private static final class Totals {
    private final Map<Why, Long> duplicates = new EnumMap<>(Why.class);
    private long runs;
    private long events;
    private long answered;
    private long views;
    private long taken;
    private long batches;
    private long fenced;
    private long already;
    private long behind;
    private long zombies;
    private long restored;
    private long forgotten;
    private long published;
    private long unknown;
    private long acknowledged;
    private long dead;
    private long excused;

    void add(QueueScenario.Outcome run) {
      runs++;
      events += run.events();
      answered += run.answered();
      views += run.views();
      taken += run.taken();
      batches += run.batches();
      fenced += run.fenced();
      already += run.already();
      behind += run.behind();
      zombies += run.zombies();
      restored += run.restored();
      forgotten += run.forgotten();
      published += run.verdict().counts().published();
      unknown += run.verdict().counts().unknown();
      acknowledged += run.verdict().counts().acknowledged();
      dead += run.verdict().counts().dead();
      excused += run.verdict().counts().excused();
      run.verdict().duplicates().forEach((why, times) -> duplicates.merge(why, times, Long::sum));
    }

    void requireBusy() {
      assertTrue(answered > 30 * runs, toString());
      assertTrue(views > 4 * runs, toString());
      assertTrue(taken > 5 * runs, toString());
      assertTrue(fenced > runs / 2, toString());
      assertTrue(already > runs / 2, toString());
      assertTrue(zombies > runs / 2, toString());
      assertTrue(restored > runs / 20, toString());
      assertTrue(published > 20 * runs, toString());
      assertTrue(unknown > runs / 4, toString());
      assertTrue(dead > runs / 4, toString());
      assertTrue(excused * 4 < published, toString());
      for (Why why : List.of(Why.VISIBILITY_ENDED, Why.GIVEN_BACK, Why.LOST_ANSWER)) {
        assertTrue(duplicates.getOrDefault(why, 0L) > runs / 20, why + ": " + this);
      }
    }

    @Override
    public String toString() {
      return String.format("%,d events, %,d calls answered, %,d views, topics taken %,d times, %,d batches, %,d fenced, %,d already there, %,d behind, "
          + "%,d zombies, %,d topics written again, %,d forgotten; %,d messages published, %,d perhaps, %,d acknowledged, %,d dead, %,d excused; duplicates %s",
          events, answered, views, taken, batches, fenced, already, behind, zombies, restored, forgotten, published, unknown, acknowledged, dead, excused,
          duplicates);
    }
  }
}
