package io.dss.cluster;

/**
 * The settings every node must agree on for leases to be safe; they live in the log.
 *
 * @param leaseMillis how long a lease lasts on its holder's clock, counted from when the holder sent the heartbeat
 * @param removalMillis how long a leader waits, on its own clock, before it takes a lease for surely over, or a node for silent
 * @param marginPercent how much faster any clock of the cluster may count than any other. (Clocks that each may be 10 % off either way differ by
 *     22 %: 1.1 / 0.9)
 */
public record LeaseTerms(long leaseMillis, long removalMillis, int marginPercent) {
  public static final LeaseTerms DEFAULT = new LeaseTerms(2_500, 3_000, 10);

  public static final long MIN_LEASE_MILLIS = 10;
  public static final long MAX_REMOVAL_MILLIS = 600_000;
  public static final int MAX_MARGIN_PERCENT = 100;

  public LeaseTerms {
    boolean inRange = leaseMillis >= MIN_LEASE_MILLIS && Math.max(leaseMillis, removalMillis) <= MAX_REMOVAL_MILLIS;
    if (!inRange || marginPercent < 0 || marginPercent > MAX_MARGIN_PERCENT) {
      throw new IllegalArgumentException("lease " + leaseMillis + " ms, removal-time " + removalMillis + " ms, margin " + marginPercent
          + " %: lease at least " + MIN_LEASE_MILLIS
          + " ms, removal-time at most " + MAX_REMOVAL_MILLIS + " ms, margin 0-" + MAX_MARGIN_PERCENT + " % are allowed");
    }
    if (removalMillis * 100 < leaseMillis * (100 + marginPercent)) {
      throw new IllegalArgumentException("removal-time " + removalMillis + " ms is shorter than the lease of " + leaseMillis
          + " ms plus the margin of " + marginPercent + " %: a node could still act after it was taken out");
    }
  }

  /** How recent a heartbeat must be for its sender to count as heard: half a lease, so that whoever is heard has not run out yet. */
  long heardMillis() {
    return leaseMillis / 2;
  }
}
