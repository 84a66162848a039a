package io.dss.spi.memory;

import io.dss.kernel.Invariant;
import io.dss.queue.Effect;
import io.dss.queue.Fence;
import io.dss.spi.MessageStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;

/**
 * The trivial twin of a message store, with the switches of a {@link StoreTwin}. One instance is the store that all owners of a test share; {@link #close}
 * does nothing to what it holds.
 */
public final class MemoryMessageStore extends StoreTwin implements MessageStore {
  private final TreeMap<String, MemoryTopic> topics = new TreeMap<>();
  private Optional<Appended.Full> full = Optional.empty();
  private long appends;

  /** Batches that keep a message are answered {@link Appended.Full} with these words; empty ends it. */
  public void full(Optional<String> limit) {
    synchronized (monitor) {
      full = limit.map(Appended.Full::new);
    }
  }

  /** As {@link #full}, for want of the server's memory and not for a cap. */
  public void outOfMemory(String limit) {
    synchronized (monitor) {
      full = Optional.of(new Appended.Full(limit, false));
    }
  }

  /** The topic is as it was {@code batches} batches ago, its claim of then included; at most {@link MemoryTopic#PAST} can be taken back. */
  public void goBack(String topic, int batches) {
    synchronized (monitor) {
      topics.get(topic).goBack(batches);
    }
  }

  /** Batches that were applied, of all topics. */
  public long appends() {
    synchronized (monitor) {
      return appends;
    }
  }

  @Override
  public CompletionStage<Claimed> claim(String topic, Fence fence) {
    return call(() -> topics.computeIfAbsent(topic, name -> new MemoryTopic()).claim(fence));
  }

  @Override
  public CompletionStage<Page> load(String topic, Fence fence, Optional<String> cursor) {
    return call(() -> known(topic).load(fence, cursor));
  }

  @Override
  public CompletionStage<Appended> append(String topic, Fence fence, long number, List<Effect> effects) {
    Invariant.check(number > 0, "batch %d of %s", number, topic);
    long bytes = effects.stream().mapToLong(Effect::bytes).sum();
    Invariant.check(bytes <= STEP_BYTES, "%d effects of %d bytes in a batch of %s", effects.size(), bytes, topic);
    List<Effect> batch = List.copyOf(effects);
    return call(() -> {
      Appended answer = known(topic).append(fence, number, batch, full);
      if (answer instanceof Appended.Applied) appends++;
      return answer;
    });
  }

  @Override
  public CompletionStage<Map<Long, byte[]>> read(String topic, List<Long> sequences) {
    List<Long> asked = List.copyOf(sequences);
    return call(() -> known(topic).read(asked));
  }

  @Override
  public CompletionStage<List<String>> topics(Optional<String> after, int limit) {
    return call(() -> {
      List<String> names = new ArrayList<>();
      for (Map.Entry<String, MemoryTopic> entry : (after.isPresent() ? topics.tailMap(after.get(), false) : topics).entrySet()) {
        if (names.size() == limit) break;
        if (entry.getValue().number() > 0) names.add(entry.getKey());
      }
      return names;
    });
  }

  @Override
  public void close() {}

  private MemoryTopic known(String topic) {
    MemoryTopic known = topics.get(topic);
    return known == null ? new MemoryTopic() : known;
  }

  @Override
  Throwable unreachable(String what) {
    return new Unreachable(what);
  }

  @Override
  Throwable refusal(String words) {
    return new Refused(words);
  }
}
