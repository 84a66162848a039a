package io.dss.coherence.link;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.raft.sim.Seeds;
import org.junit.jupiter.api.Test;

class LinkSimulationTest {
  private final Seeds<LinkSimulation.Result> seeds = new Seeds<>(LinkSimulationTest.class, 200, LinkSimulation::run);

  @Test
  void noCopyAndNoGapWithinAViewAndEverythingArrivesInTheLast() {
    long[] seen = new long[5];
    seeds.each(result -> {
      seen[0] += result.delivered();
      seen[1] += result.lost();
      seen[2] += result.copied();
      seen[3] += result.viewChanges();
      seen[4] += result.framesOfOtherViews();
    });
    String[] what = {"delivered", "lost", "copied", "view changes", "frames of other views"};
    for (int i = 0; i < seen.length; i++) assertTrue(seen[i] > 0 || seeds.count() < 20, what[i] + ": none, so nothing was tested");
  }

  @Test
  void aSeedHasOneHistory() {
    seeds.assertSameTwice(10, 50, LinkSimulation.Result::history);
  }
}
