package io.dss.node.embedded;

import io.dss.kernel.Utf8;
import io.dss.queue.Fence;
import io.dss.queue.table.MessageTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What an immutable table says to those who only look. */
final class StoreReads {
  /** What one answer holds before it ends, in bytes: with the one thing that goes over it, of at most {@code QueueLimits.BODY_BYTES}, it must fit a frame of 4 MiB. */
  static final int ANSWER_BYTES = 1 << 20;
  /** How many names are fetched at once. */
  private static final int STEP_TOPICS = 256;

  private StoreReads() {}

  static StoreAnswer of(StoreRequest request, MessageTable table) {
    if (request instanceof StoreRequest.Load load) return load(load, table);
    return request instanceof StoreRequest.Read read ? bodies(read, table) : topics((StoreRequest.Topics) request, table);
  }

  private static StoreAnswer load(StoreRequest.Load load, MessageTable table) {
    Optional<Fence> other = table.fence(load.topic()).filter(present -> !present.equals(load.fence()));
    return other.isPresent() ? new StoreAnswer.Superseded(other.get()) : new StoreAnswer.Loaded(table.page(load.topic(), load.from(), ANSWER_BYTES));
  }

  private static StoreAnswer bodies(StoreRequest.Read read, MessageTable table) {
    List<StoreAnswer.Body> found = new ArrayList<>();
    int bytes = 0;
    int looked = 0;
    for (long sequence : read.sequences()) {
      if (bytes >= ANSWER_BYTES) break;
      looked++;
      Optional<byte[]> body = table.body(read.topic(), sequence);
      if (body.isEmpty()) continue;
      found.add(new StoreAnswer.Body(sequence, body.get()));
      bytes += body.get().length;
    }
    return new StoreAnswer.Bodies(found, looked);
  }

  private static StoreAnswer topics(StoreRequest.Topics asked, MessageTable table) {
    List<String> names = new ArrayList<>();
    Optional<String> after = asked.after();
    int bytes = 0;
    while (names.size() < asked.limit()) {
      List<String> step = table.topics(after, Math.min(STEP_TOPICS, asked.limit() - names.size()));
      if (step.isEmpty()) break;
      for (String name : step) {
        if (bytes >= ANSWER_BYTES) return new StoreAnswer.Named(names, true);
        names.add(name);
        bytes += Utf8.bytes(name).length + 4;
      }
      after = Optional.of(step.get(step.size() - 1));
    }
    return new StoreAnswer.Named(names, false);
  }
}
