package io.dss.queue;

/** What happened in a topic, for logs and metrics. */
public sealed interface QueueEvent {
  record Published(int messages, long bytes) implements QueueEvent {}

  /** @param again how many of them had been delivered before */
  record Delivered(int messages, int again) implements QueueEvent {}

  record Acknowledged(int messages) implements QueueEvent {}

  /** A delivery was not acknowledged in time, or given back. */
  record Failed(String messageId, String group, int failures, boolean inTime) implements QueueEvent {}

  record Died(String messageId, Death death) implements QueueEvent {}

  /** Forgotten at the end of its {@code ttl}. */
  record Expired(String messageId) implements QueueEvent {}

  /** Forgotten because the topic was full and is set to drop its oldest. */
  record Dropped(String messageId) implements QueueEvent {}

  record KeyParked(String key, String group) implements QueueEvent {}
}
