package io.dss.lock;

import io.dss.lock.LockReply.LimitReached;

/**
 * How large a lock table may grow. Part of the table and of its snapshots, so every replica refuses the same entries. What is at a cap refuses new
 * holds and new waiters only: release, renewal, forced release and expiry always work.
 *
 * @param maxLocks names that are held or waited for
 * @param maxHoldersPerLock holders of one shared lock
 * @param maxWaitersPerLock waiters of one lock, those in their grace included
 * @param maxPlacesPerClient holds and waits of one client together
 * @param maxIdempotencyKeys results kept for clients' keys
 * @param maxOrigins nodes whose results are kept
 * @param maxBytes estimate of the memory all of it takes ({@link LockTable#bytes()}); the entry that reaches it is still carried out
 */
public record LockTableLimits(
    int maxLocks, int maxHoldersPerLock, int maxWaitersPerLock, int maxPlacesPerClient, int maxIdempotencyKeys, int maxOrigins, long maxBytes) {
  public static final LockTableLimits DEFAULT = new LockTableLimits(1_000_000, 10_000, 10_000, 100_000, 100_000, 256, 512L << 20);

  public LockTableLimits {
    if (Math.min(Math.min(maxLocks, maxHoldersPerLock), Math.min(maxWaitersPerLock, maxPlacesPerClient)) < 1
        || Math.min(maxIdempotencyKeys, maxOrigins) < 1 || maxBytes < 1) {
      throw new IllegalArgumentException("a limit of a lock table is below 1");
    }
  }

  LimitReached locks() {
    return new LimitReached("locks: " + maxLocks + " names are held or waited for; release locks or use fewer names");
  }

  LimitReached holders() {
    return new LimitReached("holders per lock: " + maxHoldersPerLock + " clients share this lock; try again when one has released it");
  }

  LimitReached waiters() {
    return new LimitReached("waiters per lock: " + maxWaitersPerLock
        + " clients wait for this lock; try again later, or spread the work over more locks");
  }

  LimitReached places() {
    return new LimitReached("holds and waits per client: " + maxPlacesPerClient + "; release locks of this client_id, or use more than one");
  }

  LimitReached keys() {
    return new LimitReached("idempotency keys: " + maxIdempotencyKeys + " results are kept, each for " + LockLimits.IDEMPOTENCY_MILLIS / 1000
        + " s; try again later, or without a key");
  }

  LimitReached origins() {
    return new LimitReached("nodes that send lock calls: " + maxOrigins + "; one is forgotten after " + LockLimits.ORIGIN_IDLE_MILLIS / 1000
        + " s without a call; ask another node");
  }

  LimitReached memory() {
    return new LimitReached("bytes of the lock table: " + maxBytes + "; release locks, or raise the limit");
  }
}
