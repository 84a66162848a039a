package io.dss.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Publishes a message and takes and acknowledges one, so that as many wait afterwards as before: what is measured with ten waiting can be compared with what
 * is measured with a million.
 */
final class Cycle {
  private final ConcurrentLinkedQueue<Long> publishNanos = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<Long> consumeNanos = new ConcurrentLinkedQueue<>();
  private final List<String> topics;

  Cycle(String topic) {
    topics = List.of(topic);
  }

  Work.Kind kind() {
    return (connection, number) -> {
      Work publish = QueueWork.publish(topics, 1).on(connection, number);
      Work consume = QueueWork.consumeAndAck(topics, 1).on(connection, number);
      return () -> timed(publish, publishNanos) & timed(consume, consumeNanos);
    };
  }

  private static boolean timed(Work work, ConcurrentLinkedQueue<Long> nanos) throws IOException {
    long began = System.nanoTime();
    boolean done = work.once();
    if (done) nanos.add(System.nanoTime() - began);
    return done;
  }

  Sample publishes() {
    return Sample.of(new ArrayList<>(publishNanos));
  }

  Sample consumes() {
    return Sample.of(new ArrayList<>(consumeNanos));
  }
}
