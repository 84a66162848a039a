package io.dss.server.wiring;

import static org.junit.jupiter.api.Assertions.assertNull;

import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricID;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

/** A registry of gauges; Payara's is inside Payara. Nothing else of one is used here. A gauge that is registered twice fails. */
final class GaugeRegistry {
  private final Map<MetricID, Supplier<Double>> gauges = new TreeMap<>();

  MetricRegistry registry() {
    return (MetricRegistry) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {MetricRegistry.class}, (proxy, method, arguments) -> {
      if (method.getName().equals("gauge") && arguments.length == 4) return gauge((Metadata) arguments[0], arguments[1], arguments[2], (Tag[]) arguments[3]);
      if (method.getName().equals("remove") && arguments[0] instanceof MetricID id) return gauges.remove(id) != null;
      throw new UnsupportedOperationException(method.toString());
    });
  }

  @SuppressWarnings("unchecked")
  private Object gauge(Metadata metadata, Object of, Object value, Tag... tags) {
    MetricID id = new MetricID(metadata.getName(), tags);
    assertNull(gauges.put(id, () -> ((Function<Object, Double>) value).apply(of)), () -> id + " was registered twice");
    return null;
  }

  Set<MetricID> ids() {
    return gauges.keySet();
  }

  double value(String family, Tag... tags) {
    return gauges.get(new MetricID(family, tags)).get();
  }
}
