package io.dss.node.queue;

import io.dss.kernel.IdempotencyKey;
import io.dss.kernel.NodeId;
import io.dss.queue.QueueCommand;
import io.dss.queue.QueueReply;
import io.dss.queue.TopicDescription;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The queues, on any node. Thread-safe; nothing blocks. Stages fail with {@link io.dss.node.route.Refusal} and nothing else; they complete on the
 * queue loop or
 * on a thread of the transport, so what depends on them must not block.
 */
public interface Queues {
  /**
   * Carries {@code command} to the owner of {@code topic}. Purge and redrive are begun with {@code upTo} and {@code before} 0 and carried through
   * all their
   * steps. The answer is durable.
   *
   * @param topic without {@code .dead}
   */
  CompletionStage<Answered> call(String topic, QueueCommand command, Optional<IdempotencyKey> key);

  /** @param owner who answered */
  record Answered(QueueReply reply, NodeId owner) {}

  /** Topics of all owners, sorted by name. */
  CompletionStage<List<Listed>> list(String prefix, Optional<String> after, int limit);

  record Listed(TopicDescription topic, NodeId owner) {}
}
