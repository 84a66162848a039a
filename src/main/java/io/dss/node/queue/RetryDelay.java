package io.dss.node.queue;

/** How long to wait before the next try: twice as long each time, up to a bound. */
final class RetryDelay {
  private final long firstMillis;
  private final long lastMillis;
  private long nextMillis;
  private boolean tried;

  RetryDelay(long firstMillis, long lastMillis) {
    this.firstMillis = firstMillis;
    this.lastMillis = lastMillis;
    this.nextMillis = firstMillis;
  }

  static RetryDelay ofStore() {
    return new RetryDelay(OwnerLimits.RETRY_FIRST_MILLIS, OwnerLimits.RETRY_LAST_MILLIS);
  }

  long nextMillis() {
    long delay = nextMillis;
    tried = true;
    nextMillis = Math.min(lastMillis, 2 * nextMillis);
    return delay;
  }

  /** After a store that said no there is nothing to gain from asking sooner. */
  long afterMillis(Trouble trouble) {
    tried = true;
    return trouble.refused() ? OwnerLimits.REFUSED_MILLIS : nextMillis();
  }

  void succeeded() {
    nextMillis = firstMillis;
    tried = false;
  }

  /** Whether something has failed since the last success. */
  boolean tried() {
    return tried;
  }
}
