package io.dss.server.rest;

import io.dss.queue.Death;

/** What a message may have died of, in the words of {@link Death}. */
enum DeathReason {
  MAX_ATTEMPTS,
  EXPIRED,
  REJECTED
}
