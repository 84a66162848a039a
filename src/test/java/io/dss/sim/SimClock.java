package io.dss.sim;

import io.dss.raft.sim.EventQueue;
import io.dss.spi.TimeSource;

/**
 * A machine's clocks: the monotonic one runs at its own rate from an origin of its own; the wall clock is wrong by as much. Both run while the
 * process is paused.
 */
final class SimClock implements TimeSource {
  private final EventQueue queue;
  private final int ratePerMille;
  private final long originNanos;

  /** @param ratePerMille of true time: 1000 is exact */
  SimClock(EventQueue queue, int ratePerMille, long originNanos) {
    this.queue = queue;
    this.ratePerMille = ratePerMille;
    this.originNanos = originNanos;
  }

  @Override
  public long monotonicNanos() {
    return originNanos + queue.nowMicros() * ratePerMille;
  }

  @Override
  public long wallMillis() {
    return monotonicNanos() / 1_000_000;
  }

  long nowMillis() {
    return monotonicNanos() / 1_000_000;
  }

  /** How long {@code nanos} of this clock take. */
  long trueMicros(long nanos) {
    return Math.max(1, nanos / ratePerMille);
  }
}
