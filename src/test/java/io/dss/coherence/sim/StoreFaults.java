package io.dss.coherence.sim;

import io.dss.raft.sim.SimEntropy;

/**
 * What main memory does wrong, and how often. Each seed draws its own.
 *
 * @param delayMicros the most that a call takes there, and the most that its answer takes back
 * @param lostPerMille calls that never get there
 * @param unansweredPerMille calls that are done and whose answers never come
 * @param zombiePerMille calls that are given up and done later, up to three seconds
 * @param outages times in which nothing is answered
 * @param full times in which it takes nothing
 */
record StoreFaults(int delayMicros, int lostPerMille, int unansweredPerMille, int zombiePerMille, boolean outages, boolean full) {
  static final StoreFaults CALM = new StoreFaults(2_000, 0, 0, 0, false, false);

  static StoreFaults draw(SimEntropy by) {
    return new StoreFaults(pick(by, 500, 5_000, 30_000, 100_000), pick(by, 0, 0, 10, 60), pick(by, 0, 0, 20, 100), pick(by, 0, 20, 120, 350), by.chance(500), by.chance(350));
  }

  private static int pick(SimEntropy by, int... choices) {
    return choices[by.below(choices.length)];
  }
}
