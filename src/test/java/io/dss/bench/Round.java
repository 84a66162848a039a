package io.dss.bench;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What one round of a load saw.
 *
 * @param nanos per unit of work that was done
 * @param refused units that a node refused with 503
 */
record Round(Sample nanos, int refused, long wallNanos, Processors cpu) {
  double perSecond() {
    return nanos.size() * 1e9 / wallNanos;
  }

  double medianMillis() {
    return nanos.median() / 1e6;
  }

  double p99Millis() {
    return nanos.quantile(0.99) / 1e6;
  }

  /** Over all nodes, what they do by themselves included. */
  double nodeMillisEach() {
    return cpu.nodesNanos() / 1e6 / nanos.size();
  }

  double ownMillisEach() {
    return cpu.ownNanos() / 1e6 / nanos.size();
  }

  /** In processors: 1 is one of them for the whole round. */
  double othersProcessors() {
    return (double) cpu.othersNanos() / wallNanos;
  }

  /** The median over rounds of one figure. */
  static double median(List<Round> rounds, ToDoubleFunction<Round> figure) {
    return Sample.of(rounds.stream().mapToDouble(figure).toArray()).median();
  }
}
