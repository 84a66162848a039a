package io.dss.server.health;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Startup;

/** The engine was started: its configuration is sound and its data directory is open. */
@Startup
@ApplicationScoped
public class Started implements HealthCheck {
  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.up("start");
  }
}
