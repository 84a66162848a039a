package io.dss.lock;

/**
 * One client's wait for one lock.
 *
 * @param timeoutMillis the lease it gets, counted from the grant
 * @param untilMillis log time before which it may be granted
 * @param passedOver its {@code until} was found to have passed: it keeps its place, blocks nobody and is never granted, unless its client calls again
 */
record Waiter(
    String clientId, LockMode mode, Place place, long timeoutMillis, long sinceMillis, long untilMillis, boolean passedOver, Call call) {
  boolean live(long now) {
    return !passedOver && now < untilMillis;
  }

  /** The client called again: from now on that call counts. */
  Waiter joined(long timeout, long until, Call newest) {
    return new Waiter(clientId, mode, place, timeout, sinceMillis, until, false, newest);
  }

  Waiter over() {
    return new Waiter(clientId, mode, place, timeoutMillis, sinceMillis, untilMillis, true, call);
  }

  /** Its hold has ended while it waited for the upgrade: from now on it waits as everybody else does. */
  Waiter ordinary() {
    return new Waiter(clientId, mode, new Place(false, place.ticket()), timeoutMillis, sinceMillis, untilMillis, passedOver, call);
  }
}
