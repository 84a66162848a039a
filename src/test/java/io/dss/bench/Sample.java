package io.dss.bench;

import java.util.Arrays;
import java.util.Collection;

/** Measured values of one kind, ascending. */
final class Sample {
  private final double[] ascending;

  private Sample(double[] ascending) {
    this.ascending = ascending;
    Arrays.sort(ascending);
  }

  static Sample of(Collection<? extends Number> values) {
    return new Sample(values.stream().mapToDouble(Number::doubleValue).toArray());
  }

  static Sample of(double... values) {
    return new Sample(values.clone());
  }

  int size() {
    return ascending.length;
  }

  /** Nearest rank: the smallest value that at least this share of them does not exceed. NaN if there is none. @param share above 0, up to 1 */
  double quantile(double share) {
    if (ascending.length == 0) return Double.NaN;
    return ascending[Math.max(0, (int) Math.ceil(share * ascending.length) - 1)];
  }

  double median() {
    return quantile(0.5);
  }

  double worst() {
    return quantile(1);
  }
}
