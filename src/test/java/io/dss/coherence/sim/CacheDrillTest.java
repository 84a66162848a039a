package io.dss.coherence.sim;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.cache.WriteSafety;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the simulation is worth: each rule that is broken on purpose is noticed, and a thousand nodes that die while lines leave them take nothing with them. */
class CacheDrillTest {
  private static final int SEEDS = 400;
  private static final int ROUNDS = 1_000;
  private static final int MOST_SEEDS = 3_000;

  @ParameterizedTest
  @EnumSource(value = Drill.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void aBrokenRuleIsNoticed(Drill drill) {
    assertTrue(noticed(drill), () -> drill + " went unnoticed over " + SEEDS + " seeds");
  }

  private static boolean noticed(Drill drill) {
    for (long seed = 1; seed <= SEEDS; seed++) {
      try {
        new CacheScenario(seed, drill, Optional.of(drill == Drill.STORE_FORGETS ? WriteSafety.STORE : WriteSafety.BACKUP)).run();
      } catch (AssertionError | IllegalStateException found) {
        System.out.println("drill " + drill + " was noticed by seed " + seed);
        return true;
      }
    }
    return false;
  }

  @ParameterizedTest
  @EnumSource(value = WriteSafety.class, names = {"BACKUP", "STORE"})
  void aThousandNodesDieWhileLinesLeaveThemAndNothingAcknowledgedIsLost(WriteSafety safety) {
    long deaths = 0;
    long excused = 0;
    long seed = 0;
    while (deaths < ROUNDS && seed < MOST_SEEDS) {
      CacheScenario.Outcome run = new CacheScenario(++seed, Drill.NONE, Optional.of(safety)).run();
      excused += run.excused() ? 1 : 0;
      // Where two fell at once a backup cannot help; those runs do not count.
      if (!run.excused()) deaths += run.counts().of(Fault.CRASHED) + run.counts().of(Fault.CRASHED_EVICTING);
    }
    System.out.println("cache, " + safety + ": " + deaths + " nodes died in " + seed + " seeds, 0 acknowledged writes lost; " + excused + " seeds in which two fell at once");
    assertTrue(deaths >= ROUNDS, deaths + " deaths");
  }
}
