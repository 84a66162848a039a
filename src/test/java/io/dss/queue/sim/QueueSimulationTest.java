package io.dss.queue.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.delivery.Why;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Hundreds of random clusters of queues. {@code -Ddss.sim.seeds=10000 -Ddss.sim.firstSeed=1} runs as many as one likes; a seed that fails is printed with the
 * command that replays it alone.
 */
class QueueSimulationTest {
  private static final long SEEDS = Long.getLong("dss.sim.seeds", 400);
  private static final long FIRST_SEED = Long.getLong("dss.sim.firstSeed", 1);
  private static final int REPLAY_EVERY = 40;
  private static final Logger ENGINE_LOG = Logger.getLogger("io.dss");

  private static Level level;

  /** Every seed has its alarms to tell of. */
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
  void everySeedLosesNothingInventsNothingAndBringsNothingBack() {
    Totals totals = new Totals();
    for (long seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) totals.add(run(seed));
    System.out.println("queue simulation: " + SEEDS + " seeds from " + FIRST_SEED + ": " + totals);
    // A simulation in which nothing happens proves nothing.
    if (SEEDS >= 100) totals.requireBusy();
  }

  /** Seeds that failed once. A seed is another run when anything in it changes; what each found is held by a test of its own, too. */
  @Test
  void aTopicThatItsStoreForgotAltogetherIsEmptyAndNotStuck() {
    run(69);
  }

  /** {@code StoreFaultsTest.aBatchThatWasSentBeforeWithoutAnAnswerEndsUnknownIfItFindsTheStoreFull} */
  @Test
  void noRefusalOfAFullStorePromisesThatABatchInDoubtChangedNothing() {
    for (long seed : new long[] {1062, 1936}) run(seed);
  }

  @Test
  void aWaitThatEndsWithTheNodeThatWasAskedMayHideALostAnswer() {
    for (long seed : new long[] {183, 847, 1515}) run(seed);
  }

  @Test
  void theSameSeedRunsTheSameWayTwice() {
    for (long seed = FIRST_SEED; seed < FIRST_SEED + Math.min(SEEDS, 200); seed += REPLAY_EVERY) {
      assertEquals(run(seed), run(seed), "seed " + seed + " has two histories");
    }
  }

  private static QueueScenario.Outcome run(long seed) {
    try {
      return QueueScenario.run(seed);
    } catch (RuntimeException | AssertionError e) {
      String replay = "mvn -o test -Dtest=QueueSimulationTest -Ddss.sim.seeds=1 -Ddss.sim.firstSeed=" + seed;
      throw new AssertionError("seed " + seed + ": " + e.getMessage() + "\nreplay: " + replay, e);
    }
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
