package io.dss.cluster.sim;

/** A monotonic clock of one machine, in whole milliseconds, that counts at its own rate: {@code perMille} of its milliseconds in a real second. */
record SimClock(long offsetMillis, int perMille) {
  long at(long realMillis) {
    return offsetMillis + realMillis * perMille / 1000;
  }
}
