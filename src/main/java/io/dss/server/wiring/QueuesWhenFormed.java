package io.dss.server.wiring;

import io.dss.kernel.IdempotencyKey;
import io.dss.node.queue.Queues;
import io.dss.queue.QueueCommand;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** The queues from the first moment on: before the cluster is formed they refuse with what is missing. */
final class QueuesWhenFormed implements Queues {
  private final WhenFormed<Queues> service;

  /** @param missing says why there is no cluster yet */
  QueuesWhenFormed(Supplier<String> missing) {
    service = new WhenFormed<>(missing);
  }

  void formed(Queues queues) {
    service.formed(queues);
  }

  @Override
  public CompletionStage<Answered> call(String topic, QueueCommand command, Optional<IdempotencyKey> key) {
    return service.asked(queues -> queues.call(topic, command, key));
  }

  @Override
  public CompletionStage<List<Listed>> list(String prefix, Optional<String> after, int limit) {
    return service.asked(queues -> queues.list(prefix, after, limit));
  }
}
