package io.dss.node.queue;

import io.dss.kernel.Invariant;
import io.dss.queue.TopicDescription.Rates;
import io.dss.queue.TopicDescription.Totals;
import java.util.ArrayDeque;
import java.util.Deque;

/** How fast the totals of a topic have grown within the last {@link #WINDOW_MILLIS}. For one thread. */
final class RateMeter {
  static final long WINDOW_MILLIS = 10_000;
  private static final long MILLIS_PER_KILOSECOND = 1_000_000;

  private record Sample(long atMillis, Totals totals) {}

  private final Deque<Sample> samples = new ArrayDeque<>();

  /** @param nowMillis monotonic, later than that of the sample before; sampled about once a second */
  Rates sampled(Totals totals, long nowMillis) {
    Invariant.check(samples.isEmpty() || nowMillis > samples.getLast().atMillis(), "a sample at %d is not after the one before", nowMillis);
    // The totals of another claim may be behind: what was not durable is not in them.
    if (!samples.isEmpty() && totals.published() < samples.getLast().totals().published()) samples.clear();
    samples.add(new Sample(nowMillis, totals));
    while (nowMillis - samples.getFirst().atMillis() > WINDOW_MILLIS) samples.remove();
    Sample first = samples.getFirst();
    long millis = nowMillis - first.atMillis();
    if (millis == 0) return Rates.NONE;
    return new Rates(rate(first.totals().published(), totals.published(), millis), rate(first.totals().delivered(), totals.delivered(), millis),
        rate(first.totals().acknowledged(), totals.acknowledged(), millis));
  }

  private static long rate(long before, long now, long millis) {
    return Math.max(0, now - before) * MILLIS_PER_KILOSECOND / millis;
  }
}
