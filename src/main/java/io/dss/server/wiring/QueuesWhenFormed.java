package io.dss.server.wiring;

import io.dss.kernel.IdempotencyKey;
import io.dss.node.queue.Queues;
import io.dss.node.route.Refusal;
import io.dss.queue.QueueCommand;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/** The queues from the first moment on: before the cluster is formed they refuse with what is missing. */
final class QueuesWhenFormed implements Queues {
  private final Supplier<String> missing;
  private volatile Queues formed;

  /** @param missing says why there is no cluster yet */
  QueuesWhenFormed(Supplier<String> missing) {
    this.missing = missing;
  }

  void formed(Queues queues) {
    formed = queues;
  }

  @Override
  public CompletionStage<Answered> call(String topic, QueueCommand command, Optional<IdempotencyKey> key) {
    return asked(queues -> queues.call(topic, command, key));
  }

  @Override
  public CompletionStage<List<Listed>> list(String prefix, Optional<String> after, int limit) {
    return asked(queues -> queues.list(prefix, after, limit));
  }

  private <T> CompletionStage<T> asked(Function<Queues, CompletionStage<T>> call) {
    Queues queues = formed;
    if (queues != null) return call.apply(queues);
    return CompletableFuture.failedFuture(new Refusal(Refusal.Code.NO_LEADER, missing.get(), Optional.empty(), 1_000));
  }
}
