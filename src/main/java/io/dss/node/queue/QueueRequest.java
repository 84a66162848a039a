package io.dss.node.queue;

import io.dss.kernel.IdempotencyKey;
import io.dss.kernel.RequestStamp;
import io.dss.queue.QueueCommand;
import java.util.Optional;

/** What a node asks of an owner. */
sealed interface QueueRequest {
  /** @param stamp the same for every repeat of one call; the owner answers a repeat as it answered the first */
  record OnTopic(String topic, RequestStamp stamp, Optional<IdempotencyKey> key, QueueCommand command) implements QueueRequest {}

  /** The topics that the node asked owns. */
  record ListTopics(String prefix, Optional<String> after, int limit) implements QueueRequest {}
}
