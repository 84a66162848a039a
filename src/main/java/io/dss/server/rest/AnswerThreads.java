package io.dss.server.rest;

import java.util.concurrent.Executor;

/** The few threads that send answers of the usual size; made where threads are decided. They still run while the application stops. */
@FunctionalInterface
public interface AnswerThreads {
  /** Takes everything: what waits in it is bounded by the calls under way. */
  Executor executor();
}
