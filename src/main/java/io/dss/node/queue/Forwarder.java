package io.dss.node.queue;

import io.dss.queue.NewMessage;
import java.util.concurrent.CompletionStage;

/** Publishes a dead message into another topic, wherever that is owned. Thread-safe; must not block. */
@FunctionalInterface
public interface Forwarder {
  /**
   * @return completes when the message is durable there, or had been published there before; fails, with whatever, if that is not known. Any thread
   */
  CompletionStage<?> publish(String topic, NewMessage message);
}
