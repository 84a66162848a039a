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
    // Without a unit Payara tells the sum in seconds and all else in nanoseconds.
    return registry.timer(Metadata.builder().withName(name).withDescription(description).withUnit(MetricUnits.SECONDS).build());
  }

  <T> void gauge(String name, String description, T of, ToDoubleFunction<T> value) {
    registry.gauge(named(name, description), of, value::applyAsDouble);
  }
}
