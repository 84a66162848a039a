package io.dss.it;

import io.dss.delivery.DeliveryChecker;
import io.dss.delivery.DeliveryVerdict;
import io.dss.delivery.Seen;
import java.util.concurrent.atomic.AtomicLong;

/** What the clients of a run saw, in microseconds of this machine's monotonic clock, and the faults that were made. Thread-safe. */
final class DeliveryLog {
  /** Longer than a client waits for an answer. */
  private static final long PATIENCE_MICROS = 90_000_000;

  private final DeliveryChecker checker = new DeliveryChecker(PATIENCE_MICROS);
  private final AtomicLong faults = new AtomicLong();
  private final AtomicLong published = new AtomicLong();
  private final AtomicLong acknowledged = new AtomicLong();

  static long now() {
    return System.nanoTime() / 1_000;
  }

  void saw(Seen seen) {
    if (seen instanceof Seen.Published answer && answer.answer() != Seen.Answer.REFUSED) published.incrementAndGet();
    if (seen instanceof Seen.Settled call && call.verb() == Seen.Verb.ACK && call.result() == Seen.Result.DONE) acknowledged.incrementAndGet();
    checker.saw(seen);
  }

  long acknowledged() {
    return acknowledged.get();
  }

  /** How far consumers are behind, about. */
  long backlog() {
    return published.get() - acknowledged.get();
  }

  /** @return its number, for {@link #faultEnds} */
  long faultBegins(String what) {
    long number = faults.incrementAndGet();
    checker.saw(new Seen.FaultBegan(number, what, "", false, now()));
    return number;
  }

  void faultEnds(long number) {
    checker.saw(new Seen.FaultEnded(number, now()));
  }

  DeliveryVerdict verdict() {
    return checker.finish();
  }
}
