package io.dss.node.queue;

import io.dss.queue.QueueEvent;

/** Hears what an owner does, for metrics and logs. Called on the queue loop; must not block or throw. */
public interface QueueListener {
  QueueListener NONE = new QueueListener() {};

  /** It is durable. */
  default void happened(String topic, QueueEvent event) {}

  /** @param millis from when it was first sent, repeats and all */
  default void batchDurable(String topic, int effects, long bytes, long millis) {}

  /** The store could not be asked, did not answer, or refused; it is asked again. */
  default void storeFailed(String topic, String what) {}

  default void storeFull(String topic, String limit) {}

  /** The topic is served from now on. @param millis since its claim began, waiting its turn not counted */
  default void taken(String topic, long millis) {}

  default void letGo(String topic, LetGo why) {}

  /** Every topic that the ring gave to this node was claimed and read. @param millis since this node may act under the ring */
  default void tookOver(int topics, long millis) {}

  /**
   * The store had forgotten what it acknowledged.
   *
   * @param restored messages and notes that this owner could put back
   * @param lost messages whose bodies are nowhere any more
   */
  default void storeWentBack(String topic, long restored, long lost) {}

  default void forwarded(String topic, String to) {}

  /** Why a topic is held no longer. */
  enum LetGo {
    MOVED,
    FENCED,
    IDLE,
    STOPPING,
    BROKEN
  }
}
