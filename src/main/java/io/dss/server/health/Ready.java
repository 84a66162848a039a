package io.dss.server.health;

import io.dss.node.cluster.NodeHealth;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Leases are held for every role of this node, and a leader is known. */
@Readiness
@ApplicationScoped
public class Ready implements HealthCheck {
  @Inject private NodeHealth health;

  @Override
  public HealthCheckResponse call() {
    HealthCheckResponseBuilder response = HealthCheckResponse.named("cluster");
    Optional<String> missing = health.notReadyBecause();
    missing.ifPresent(why -> response.withData("missing", why));
    return response.status(missing.isEmpty()).build();
  }
}
