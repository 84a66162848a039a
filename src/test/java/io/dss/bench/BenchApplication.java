package io.dss.bench;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Map;
import java.util.Set;

/** A second JAX-RS application beside the product's own, which lists its resources by name and is left as it is. */
@ApplicationPath(BenchApplication.ROOT)
public class BenchApplication extends Application {
  static final String ROOT = "/bench";

  @Override
  public Set<Class<?>> getClasses() {
    return Set.of(EmptyPost.class);
  }

  @Override
  public Map<String, Object> getProperties() {
    return Map.of("jersey.config.server.wadl.disableWadl", true);
  }
}
