package io.dss.server.wiring;

import java.util.function.ToDoubleFunction;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.MetricUnits;
import org.eclipse.microprofile.metrics.Timer;

/** Registers metrics under a name and with a description. */
record Meters(MetricRegistry registry) {
  static Metadata named(String name, String description) {
    return Metadata.builder().withName(name).withDescription(description).build();
  }

  Counter counter(String name, String description) {
    return registry.counter(named(name, description));
  }

  Timer timer(String name, String description) {
    // What a Timer measures in; only then Payara tells quantiles, mean and greatest in seconds, as it does the sum whatever is said here.
    return registry.timer(Metadata.builder().withName(name).withDescription(description).withUnit(MetricUnits.NANOSECONDS).build());
  }

  <T> void gauge(String name, String description, T of, ToDoubleFunction<T> value) {
    registry.gauge(named(name, description), of, value::applyAsDouble);
  }
}
