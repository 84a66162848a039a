package io.dss.lock;

/**
 * When something is due, and what. Ordered by time, so that the next one is found without a scan; what is due at once is carried out in the order
 * of kinds and names, the same on every replica.
 *
 * @param name of the lock, the key or the node
 * @param clientId empty for keys and nodes
 */
record Deadline(long atMillis, Kind kind, String name, String clientId) implements Comparable<Deadline> {
  enum Kind {
    /** A hold's lease ends. */
    LEASE,
    /** A waiter's {@code until} passes. */
    WAIT,
    /** A waiter's grace is over. */
    GRACE,
    /** The result of an idempotency key is dropped. */
    KEY,
    /** An origin may have been idle for too long. */
    ORIGIN
  }

  static Deadline of(String lockName, Hold hold) {
    return new Deadline(hold.expiresAtMillis(), Kind.LEASE, lockName, hold.clientId());
  }

  static Deadline of(String lockName, Waiter waiter) {
    return waiter.passedOver()
        ? new Deadline(waiter.untilMillis() + LockLimits.GRACE_MILLIS, Kind.GRACE, lockName, waiter.clientId())
        : new Deadline(waiter.untilMillis(), Kind.WAIT, lockName, waiter.clientId());
  }

  static Deadline ofKey(String key, KeptKey kept) {
    return new Deadline(kept.expiresAtMillis(), Kind.KEY, key, "");
  }

  static Deadline ofOrigin(String node, Window window) {
    return new Deadline(window.checkAtMillis(), Kind.ORIGIN, node, "");
  }

  @Override
  public int compareTo(Deadline other) {
    if (atMillis != other.atMillis) return Long.compare(atMillis, other.atMillis);
    if (kind != other.kind) return kind.compareTo(other.kind);
    int byName = name.compareTo(other.name);
    return byName != 0 ? byName : clientId.compareTo(other.clientId);
  }
}
