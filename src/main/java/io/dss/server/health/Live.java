package io.dss.server.health;

import io.dss.node.cluster.NodeHealth;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Liveness;

/** This node can still take part in the cluster; if not, only a restart helps (and the text says what else). */
@Liveness
@ApplicationScoped
public class Live implements HealthCheck {
  @Inject private NodeHealth health;

  @Override
  public HealthCheckResponse call() {
    HealthCheckResponseBuilder response = HealthCheckResponse.named("engine");
    health.failedBecause().ifPresent(why -> response.withData("failed", why));
    return response.status(health.failedBecause().isEmpty()).build();
  }
}
