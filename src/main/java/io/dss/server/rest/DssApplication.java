package io.dss.server.rest;

import jakarta.ws.rs.core.Application;
import java.util.Map;
import java.util.Set;

/** The resources by name, so that nothing is served because it happened to lie on the class path. Mapped in {@code web.xml}. */
public class DssApplication extends Application {
  @Override
  public Set<Class<?>> getClasses() {
    return Set.of(LockResource.class, LocksResource.class, QueueResource.class, QueuesResource.class, CacheResource.class, LinesResource.class, StatusResource.class, DrainResource.class,
        Unmatched.class);
  }

  /** Jersey's own: no WADL at {@code OPTIONS} and {@code /application.wadl}, and a status is sent as it is and not as an error page. */
  @Override
  public Map<String, Object> getProperties() {
    return Map.of("jersey.config.server.wadl.disableWadl", true, "jersey.config.server.response.setStatusOverSendError", true);
  }
}
