package io.dss.lock;

import io.dss.lock.LockReply.Granted;
import io.dss.lock.LockReply.Holder;

/**
 * One client's hold of one lock.
 *
 * @param sinceMillis log time of the grant
 * @param expiresAtMillis log time from which an expiry may end it; only ever moved forward
 * @param timeoutMillis the length of lease last asked for
 * @param ticket of the wait that ended in this grant; 0 if it was granted at once
 */
record Hold(String clientId, LockMode mode, long fencingToken, long sinceMillis, long expiresAtMillis, long timeoutMillis, long ticket) {
  static final long NO_TICKET = 0;

  /** The lease runs at least {@code timeout} from {@code now}; what was promised before is not taken back by a shorter one. */
  Hold extended(long now, long timeout) {
    return new Hold(clientId, mode, fencingToken, sinceMillis, Math.max(expiresAtMillis, now + timeout), timeout, ticket);
  }

  Hold downgraded() {
    return new Hold(clientId, LockMode.SHARED, fencingToken, sinceMillis, expiresAtMillis, timeoutMillis, ticket);
  }

  /** 0 when the lease is over but no expiry has come yet. */
  long expiresInMillis(long now) {
    return Math.max(0, expiresAtMillis - now);
  }

  Granted granted(long now) {
    return new Granted(fencingToken, mode, expiresInMillis(now));
  }

  Holder described() {
    return new Holder(clientId, mode, fencingToken, sinceMillis, expiresAtMillis);
  }
}
