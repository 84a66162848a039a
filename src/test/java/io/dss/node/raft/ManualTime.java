package io.dss.node.raft;

import io.dss.spi.TimeSource;
import java.util.concurrent.TimeUnit;

/** A clock that moves when it is told. It begins below zero, as {@link System#nanoTime} may. */
public final class ManualTime implements TimeSource {
  private long nanos = -5_000_000_000L;

  public void advanceMillis(long millis) {
    nanos += TimeUnit.MILLISECONDS.toNanos(millis);
  }

  @Override
  public long monotonicNanos() {
    return nanos;
  }

  @Override
  public long wallMillis() {
    return 1_700_000_000_000L + nanos / 1_000_000;
  }
}
