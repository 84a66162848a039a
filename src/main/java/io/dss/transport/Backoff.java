package io.dss.transport;

import io.dss.kernel.Entropy;

/** How long to wait before dialing again: twice as long each time, and never the same for two nodes that lost each other at once. One thread at a time. */
final class Backoff {
  private final int minMillis;
  private final int maxMillis;
  private final Entropy entropy;
  private int ceilingMillis;

  Backoff(TransportSettings.Dialing dialing, Entropy entropy) {
    this.minMillis = dialing.backoffMinMillis();
    this.maxMillis = dialing.backoffMaxMillis();
    this.entropy = entropy;
    this.ceilingMillis = minMillis;
  }

  /** The next pause: at least half of the current ceiling, at most all of it. The entropy is shared by all links of a node, hence the lock. */
  int nextMillis() {
    int half = ceilingMillis / 2;
    int pause;
    synchronized (entropy) {
      pause = half + entropy.below(ceilingMillis - half + 1);
    }
    ceilingMillis = (int) Math.min(maxMillis, 2L * ceilingMillis);
    return pause;
  }

  void reset() {
    ceilingMillis = minMillis;
  }
}
