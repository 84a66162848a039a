package io.dss.queue;

/**
 * How long a message rests after a failure: {@code initialMillis * multiplier^(failures - 1)}, at most {@code maxMillis}, made shorter or longer by up to
 * {@code jitterPercent}. With {@code initialMillis} 0 it is ready again at once.
 */
public record Backoff(long initialMillis, double multiplier, long maxMillis, int jitterPercent) {
  /** A message that was not acknowledged in time comes again at once, as the contract says. */
  public static final Backoff NONE = new Backoff(0, 2, 60_000, 20);
}
