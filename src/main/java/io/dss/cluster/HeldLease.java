package io.dss.cluster;

/**
 * A lease as its holder knows it; a value that another thread may check against the same clock.
 *
 * @param ringEpoch what it is for
 * @param endMillis the first moment, on the holder's clock, at which it must not act any more
 */
public record HeldLease(Epoch ringEpoch, long endMillis) {
  /** Whether the holder may act. To be asked after the read and before the answer (rule 4). */
  public boolean covers(long nowMillis) {
    return nowMillis < endMillis;
  }
}
