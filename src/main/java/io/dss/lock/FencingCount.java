package io.dss.lock;

import io.dss.kernel.Invariant;

/**
 * The table's running count of grants. Token = generation * 2^40 + grants, so it grows with every grant of any lock, also when the lock's name has
 * left the table in between, and stays below 2^53, which JavaScript reads exactly. A recovery that goes back in history raises the generation.
 */
record FencingCount(long generation, long grants) {
  static final FencingCount NONE = new FencingCount(0, 0);
  static final long GRANTS_PER_GENERATION = 1L << 40;
  static final long MAX_TOKEN = (1L << 53) - 1;

  long token() {
    return generation * GRANTS_PER_GENERATION + grants;
  }

  /** After 2^40 grants (35 years of a thousand a second) the count carries into the generation: tokens go on growing. */
  FencingCount next() {
    FencingCount next = grants + 1 < GRANTS_PER_GENERATION ? new FencingCount(generation, grants + 1) : new FencingCount(generation + 1, 0);
    Invariant.check(next.token() <= MAX_TOKEN, "fencing token %d does not fit 53 bits", next.token());
    return next;
  }
}
