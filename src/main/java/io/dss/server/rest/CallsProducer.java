package io.dss.server.rest;

import io.dss.node.lock.Locks;
import io.dss.server.config.DssConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Ties the calls to the engine, whose beans and configuration the wiring produces. */
@ApplicationScoped
public class CallsProducer {
  @Produces
  @Singleton
  LockCalls lockCalls(Locks locks, DssConfig config) {
    return new LockCalls(locks, new Intake(config.http().maxBodyBytes()));
  }

  @Produces
  @Singleton
  StatusCalls statusCalls(StatusSource source, DssConfig config) {
    return new StatusCalls(source, new Intake(config.http().maxBodyBytes()));
  }
}
