package io.dss.cluster.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.cluster.LeaveReason;
import io.dss.cluster.MembershipEvent;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Thousands of clusters under faults. A failing seed is printed; {@code -Ddss.sim.seed=N} runs that one alone, {@code -Ddss.sim.seeds=N} that many.
 */
class LeaseSimulationTest {
  private static final long FAULTS_MILLIS = 30_000;
  /** Removal-time after an election (4.5 s with the longest terms), and a few heartbeats for each entry: those out must learn it and come again. */
  private static final long LIVE_WITHIN_MILLIS = 10_000;

  private record Outcome(long traceHash, long grants, long liveAfterMillis, SortedMap<String, Integer> events) {}

  @Test
  void nobodyEverActsBesideAnotherAndAllActAgainWhenFailuresStop() {
    long one = Long.getLong("dss.sim.seed", -1);
    int seeds = one >= 0 ? 1 : Integer.getInteger("dss.sim.seeds", 1_000);
    SortedMap<String, Integer> seen = new TreeMap<>();
    long grants = 0;
    long slowest = 0;
    for (int i = 0; i < seeds; i++) {
      Outcome outcome = run(one >= 0 ? one : i);
      grants += outcome.grants();
      slowest = Math.max(slowest, outcome.liveAfterMillis());
      outcome.events().forEach((event, count) -> seen.merge(event, count, Integer::sum));
    }
    System.out.println("leases: " + seeds + " seeds, " + grants + " grants, all act again within " + slowest + " ms, " + seen);
    if (one >= 0) return;
    for (LeaveReason reason : LeaveReason.values()) assertTrue(seen.containsKey("left " + reason), "no run took a node out because " + reason);
    for (String event : new String[] {"restart", "joined", "terms"}) assertTrue(seen.containsKey(event), "no run had a " + event);
    assertTrue(grants > 50L * seeds, "hardly any lease was granted: " + grants);
  }

  @Test
  void theSameSeedIsTheSameRun() {
    for (long seed = 0; seed < 20; seed++) assertEquals(run(seed), run(seed));
  }

  private static Outcome run(long seed) {
    try {
      return new Run(seed).outcome();
    } catch (AssertionError | RuntimeException e) {
      String replay = "mvn -q -o test -Dtest=LeaseSimulationTest -Ddss.sim.seed=" + seed;
      throw new AssertionError("seed " + seed + ": " + e.getMessage() + "\nreplay: " + replay, e);
    }
  }

  private record Run(long seed) {
    Outcome outcome() {
      Simulation world = new Simulation(seed);
      world.runUntil(FAULTS_MILLIS);
      world.heal();
      long healedAt = world.now;
      long live = -1;
      // Settled, and still so three seconds (a whole lease) later.
      for (long at = healedAt; at < healedAt + 2 * LIVE_WITHIN_MILLIS && (live < 0 || at < healedAt + live + 3_000); at += 50) {
        world.runUntil(at);
        if (!world.settled()) live = -1;
        else if (live < 0) live = at - healedAt;
      }
      if (live < 0 || live > LIVE_WITHIN_MILLIS) throw new AssertionError("live after " + live + " ms: " + world.describe());
      return new Outcome(world.traceHash, world.grants, live, counted(world));
    }

    private static SortedMap<String, Integer> counted(Simulation world) {
      SortedMap<String, Integer> counted = new TreeMap<>();
      for (MembershipEvent event : world.log.events) counted.merge(name(event), 1, Integer::sum);
      return counted;
    }

    private static String name(MembershipEvent event) {
      if (event instanceof MembershipEvent.Left left) return "left " + left.reason();
      if (event instanceof MembershipEvent.Joined joined) return joined.replaced().isPresent() ? "restart" : "joined";
      return event instanceof MembershipEvent.Formed ? "formed" : "terms";
    }
  }
}
