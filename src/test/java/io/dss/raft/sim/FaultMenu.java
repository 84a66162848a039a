package io.dss.raft.sim;

/**
 * What goes wrong, and how often. Every seed draws its own menu ("swarm testing": a fault that is always on hides what happens without it).
 *
 * @param lossPerMille messages that never arrive
 * @param duplicatePerMille messages that arrive twice
 * @param delayMicros the most a message takes; less is as likely, so they overtake each other
 * @param straggleMicros the most a straggler takes
 * @param stragglePerMille messages that straggle
 * @param syncMicros the most a disk sync takes
 * @param stallMicros the most a stalled sync takes
 * @param stallPerMille syncs that stall
 * @param chunkFailurePerMille pieces of snapshots that a disk does not store, or does not read in time
 * @param applyMicros the most that applying a batch takes; 0 is at once
 * @param driftPerMille how much faster or slower a node's clock may run
 * @param nemesisMicros mean time between blows: partition, heal, crash, restart, pause, resume; 0 is none
 * @param crashes nodes crash, which loses what was not synced
 * @param partitions links are cut, both ways or one way
 * @param pauses nodes stand still while messages queue up
 * @param powerLosses all nodes crash at once
 * @param crashUnsyncedPerMille votes and terms on their way to the disk when the node crashes, to be back soon: the moment that a promise made too
 *     early would be broken
 */
public record FaultMenu(
    int lossPerMille,
    int duplicatePerMille,
    int delayMicros,
    int straggleMicros,
    int stragglePerMille,
    int syncMicros,
    int stallMicros,
    int stallPerMille,
    int chunkFailurePerMille,
    int applyMicros,
    int driftPerMille,
    int nemesisMicros,
    boolean crashes,
    boolean partitions,
    boolean pauses,
    boolean powerLosses,
    int crashUnsyncedPerMille) {
  /** Nothing goes wrong; things take their time. */
  public static final FaultMenu CALM = new FaultMenu(0, 0, 2_000, 2_000, 0, 2_000, 2_000, 0, 0, 0, 0, 0, false, false, false, false, 0);

  public static FaultMenu draw(SimEntropy entropy) {
    return new FaultMenu(
        pick(entropy, 0, 10, 50, 200),
        pick(entropy, 0, 10, 100),
        pick(entropy, 500, 5_000, 30_000),
        pick(entropy, 100_000, 1_500_000),
        pick(entropy, 0, 5, 30),
        pick(entropy, 500, 5_000, 40_000),
        pick(entropy, 200_000, 1_000_000),
        pick(entropy, 0, 0, 20),
        pick(entropy, 0, 0, 100),
        pick(entropy, 0, 0, 20_000),
        pick(entropy, 0, 50, 200),
        pick(entropy, 100_000, 250_000, 1_000_000),
        entropy.chance(700),
        entropy.chance(700),
        entropy.chance(500),
        entropy.chance(200),
        pick(entropy, 0, 0, 50, 200));
  }

  private static int pick(SimEntropy entropy, int... choices) {
    return choices[entropy.below(choices.length)];
  }
}
