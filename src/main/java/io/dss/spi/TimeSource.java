package io.dss.spi;

/** The two clocks there are. Durations and deadlines are measured on the monotonic one only; the wall clock is for people to read. */
public interface TimeSource {
  /** Nanoseconds since some origin; never runs back. */
  long monotonicNanos();

  /** Milliseconds since 1970 by this machine's opinion; may jump. */
  long wallMillis();
}
