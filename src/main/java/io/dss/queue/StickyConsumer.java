package io.dss.queue;

import java.util.LinkedHashMap;

/** A consumer that was given messages with keys and is given the next of those keys as long as it is there. Not durable. */
final class StickyConsumer {
  final String id;
  /** Monotonic clock. */
  long lastSeenMillis;
  /** Nobody waits for it any more; its keys are anybody's. */
  boolean gone;
  /** The next messages of its keys. */
  final ReadyQueue reserved = new ReadyQueue();
  /** Its keys that have no messages at the moment, remembered for it; the oldest first. */
  final LinkedHashMap<String, KeyOrder> idle = new LinkedHashMap<>();

  StickyConsumer(String id) {
    this.id = id;
  }
}
