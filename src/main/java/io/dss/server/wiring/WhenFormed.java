package io.dss.server.wiring;

import io.dss.node.route.Refusal;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/** A service from the first moment on: before the cluster is formed it refuses with what is missing. Thread-safe. */
final class WhenFormed<S> {
  private final Supplier<String> missing;
  private volatile S formed;

  /** @param missing says why there is no cluster yet */
  WhenFormed(Supplier<String> missing) {
    this.missing = missing;
  }

  void formed(S service) {
    formed = service;
  }

  /** Empty before there is a cluster. */
  Optional<S> formed() {
    return Optional.ofNullable(formed);
  }

  <T> CompletionStage<T> asked(Function<S, CompletionStage<T>> call) {
    S service = formed;
    if (service != null) return call.apply(service);
    return CompletableFuture.failedFuture(new Refusal(Refusal.Code.NO_LEADER, missing.get(), Optional.empty(), 1_000));
  }
}
