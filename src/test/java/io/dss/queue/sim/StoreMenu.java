package io.dss.queue.sim;

import io.dss.raft.sim.SimEntropy;

/**
 * What the store does wrong, and how often. Each seed draws its own.
 *
 * @param delayMicros the most that a call takes there, and the most that its answer takes back
 * @param lostPerMille calls that never get there
 * @param unansweredPerMille calls that are done and whose answers never come
 * @param zombiePerMille calls that are given up and done later, up to three seconds
 * @param outages times in which nothing is answered
 * @param full times in which it takes no message
 * @param refuses times in which it refuses to be used
 * @param goesBack it forgets its last batches now and then
 */
record StoreMenu(int delayMicros, int lostPerMille, int unansweredPerMille, int zombiePerMille, boolean outages, boolean full, boolean refuses, boolean goesBack) {
  static final StoreMenu CALM = new StoreMenu(2_000, 0, 0, 0, false, false, false, false);

  static StoreMenu draw(SimEntropy by) {
    return new StoreMenu(pick(by, 500, 5_000, 30_000, 100_000), pick(by, 0, 0, 10, 60), pick(by, 0, 0, 20, 100), pick(by, 0, 20, 120, 350), by.chance(500),
        by.chance(250), by.chance(250), by.chance(250));
  }

  private static int pick(SimEntropy by, int... choices) {
    return choices[by.below(choices.length)];
  }
}
