package io.dss.node.queue;

import io.dss.queue.Effect;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The bodies of one topic: of its own effects that are not durable yet, in the node's cache, or read from the store while the append is on its way.
 * Confined
 * to the queue loop.
 */
final class Bodies {
  /** How many bytes are read ahead of consumers at once, by the size of the bodies seen so far, and how many bodies. */
  private static final long READ_AHEAD_BYTES = 512 << 10;
  private static final int READ_AHEAD_BODIES = 256;

  private final Desk desk;
  private final String topic;
  private final String claim;
  private final Consumer<List<Long>> missingInStore;
  private final TreeMap<Long, byte[]> open = new TreeMap<>();
  /** Answers that wait for the store. */
  private final LinkedHashSet<Held> reading = new LinkedHashSet<>();
  private final RetryDelay delay = RetryDelay.ofStore();
  private boolean readingAhead;
  private long averageBytes = 1_024;

  /** @param missingInStore told of messages that this owner has and the store has not */
  Bodies(Desk desk, String topic, String claim, Consumer<List<Long>> missingInStore) {
    this.desk = desk;
    this.topic = topic;
    this.claim = claim;
    this.missingInStore = missingInStore;
  }

  /** What a step leaves to be made durable. */
  void note(List<Effect> effects) {
    for (Effect effect : effects) {
      if (effect instanceof Effect.Keep keep) {
        open.put(keep.sequence(), keep.body());
        store(keep.sequence(), keep.body());
      } else if (effect instanceof Effect.Forget forget) {
        forget(forget.sequence());
      }
    }
  }

  /** The store has them now. */
  void durable(List<Effect> effects) {
    for (Effect effect : effects) {
      if (effect instanceof Effect.Keep keep) open.remove(keep.sequence());
    }
  }

  /** The message is gone: who was to get it goes without. */
  void forget(long sequence) {
    open.remove(sequence);
    desk.cache().forget(claim, sequence);
    for (Held held : reading) held.without(sequence);
  }

  Optional<byte[]> find(long sequence) {
    byte[] mine = open.get(sequence);
    return mine != null ? Optional.of(mine) : desk.cache().get(claim, sequence);
  }

  /** Fills an answer; {@code filled} runs, now or later, when it has every body that there is. */
  void fill(Held held, Runnable filled) {
    for (long sequence : List.copyOf(held.missing())) find(sequence).ifPresent(body -> held.body(sequence, body));
    if (held.missing().isEmpty()) {
      filled.run();
      return;
    }
    reading.add(held);
    read(held, filled);
  }

  private void read(Held held, Runnable filled) {
    List<Long> asked = List.copyOf(held.missing());
    desk.ask(() -> desk.store().read(topic, asked), bodies -> {
      delay.succeeded();
      bodies.forEach((sequence, body) -> {
        store(sequence, body);
        held.body(sequence, body);
      });
      lost(held);
      reading.remove(held);
      filled.run();
    }, trouble -> {
      desk.listener().storeFailed(topic, trouble.what());
      desk.timers().timer(() -> readAgain(held, filled)).at(desk.nowMillis() + delay.afterMillis(trouble));
    });
  }

  private void readAgain(Held held, Runnable filled) {
    if (!reading.contains(held)) return;
    if (held.missing().isEmpty()) {
      reading.remove(held);
      filled.run();
    } else {
      read(held, filled);
    }
  }

  /** What is missing still was not forgotten by this owner: the store has lost it. */
  private void lost(Held held) {
    List<Long> lost = List.copyOf(held.missing());
    if (lost.isEmpty()) return;
    lost.forEach(held::without);
    missingInStore.accept(lost);
  }

  /** Nobody waits for what is being read. */
  void abandon() {
    reading.clear();
  }

  /** How many of the next messages are worth having at hand. */
  int readAheadLimit() {
    return readingAhead ? 0 : (int) Math.max(1, Math.min(READ_AHEAD_BODIES, READ_AHEAD_BYTES / Math.max(1, averageBytes)));
  }

  /** Reads those that are not at hand. What is not found is left to who needs it: it may be gone by then. */
  void readAhead(List<Long> sequences) {
    List<Long> absent = new ArrayList<>();
    for (long sequence : sequences) {
      if (!open.containsKey(sequence) && !desk.cache().has(claim, sequence)) absent.add(sequence);
    }
    // Half of them at least, so that there are not as many reads as messages.
    if (absent.isEmpty() || 2 * absent.size() < sequences.size()) return;
    readingAhead = true;
    desk.ask(() -> desk.store().read(topic, absent), bodies -> {
      readingAhead = false;
      bodies.forEach(this::store);
    }, trouble -> readingAhead = false);
  }

  private void store(long sequence, byte[] body) {
    averageBytes = (7 * averageBytes + body.length) / 8;
    desk.cache().put(claim, sequence, body);
  }

  /** For a repair: what is at hand, and else what the store has. */
  void collect(List<Long> sequences, Consumer<Map<Long, byte[]>> found, Consumer<Trouble> failed) {
    TreeMap<Long, byte[]> all = new TreeMap<>();
    List<Long> absent = new ArrayList<>();
    for (long sequence : sequences) find(sequence).ifPresentOrElse(body -> all.put(sequence, body), () -> absent.add(sequence));
    if (absent.isEmpty()) {
      found.accept(all);
      return;
    }
    desk.ask(() -> desk.store().read(topic, absent), bodies -> {
      all.putAll(bodies);
      found.accept(all);
    }, failed);
  }
}
