package io.dss.coherence.sim;

import io.dss.raft.sim.EventQueue;
import io.dss.spi.TimeSource;

/** A machine's clocks: the monotonic one runs at its own rate from an origin of its own, the wall clock at true rate and off by a little. */
final class NodeClock implements TimeSource {
  static final long START_WALL_MILLIS = 1_700_000_000_000L;

  private final EventQueue queue;
  private final int ratePerMille;
  private final long originNanos;
  private final long skewMillis;

  NodeClock(EventQueue queue, int ratePerMille, long originNanos, long skewMillis) {
    this.queue = queue;
    this.ratePerMille = ratePerMille;
    this.originNanos = originNanos;
    this.skewMillis = skewMillis;
  }

  @Override
  public long monotonicNanos() {
    return originNanos + queue.nowMicros() * ratePerMille;
  }

  @Override
  public long wallMillis() {
    return START_WALL_MILLIS + skewMillis + queue.nowMicros() / 1_000;
  }

  long trueMicros(long nanos) {
    return Math.max(1, nanos / ratePerMille);
  }
}
