package io.dss.queue.sim;

import io.dss.delivery.Seen;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Who serves which topic, and what the checker must know of it: an owner that goes may take an answer with it. A topic whose store went back is written again
 * by its owner; if there is none, or it goes before it has, what was forgotten is gone and the topic is not judged for loss.
 */
final class Owners {
  private final QueueWorld world;
  private final TreeMap<String, QueueProcess> serving = new TreeMap<>();
  private final TreeMap<String, Long> without = new TreeMap<>();
  private final TreeMap<String, QueueProcess> wentBack = new TreeMap<>();
  private long faults;
  private long taken;
  private long restored;
  private long forgotten;

  Owners(QueueWorld world) {
    this.world = world;
  }

  long taken() {
    return taken;
  }

  long restored() {
    return restored;
  }

  long forgotten() {
    return forgotten;
  }

  Optional<QueueProcess> of(String topic) {
    return Optional.ofNullable(serving.get(topic)).filter(process -> process.serves(topic));
  }

  void taken(QueueProcess by, String topic) {
    taken++;
    world.trace(by.life() * 67 + topic.hashCode());
    if (wentBack.containsKey(topic)) forgets(topic);
    serving.put(topic, by);
    Long open = without.remove(topic);
    long number = open == null ? began(topic, false) : open;
    world.checker().saw(new Seen.FaultEnded(number, world.queue().nowMicros()));
  }

  void letGo(QueueProcess by, String topic) {
    world.trace(by.life() * 71 + topic.hashCode());
    if (wentBack.get(topic) == by) forgets(topic);
    if (serving.get(topic) != by) return;
    serving.remove(topic);
    without.put(topic, began(topic, false));
  }

  /** The store has forgotten the last batches of a topic. */
  void storeWentBack(String topic) {
    Optional<QueueProcess> owner = of(topic);
    if (owner.isPresent()) wentBack.put(topic, owner.get());
    else forgets(topic);
  }

  /** Its owner has written it again. @param lost what it had no body of */
  void rewritten(String topic, long lost) {
    boolean expected = wentBack.remove(topic) != null;
    if (expected && lost == 0) restored++;
    else forgets(topic);
  }

  private void forgets(String topic) {
    wentBack.remove(topic);
    forgotten++;
    world.checker().saw(new Seen.FaultEnded(began(topic, true), world.queue().nowMicros()));
  }

  private long began(String topic, boolean forgets) {
    long number = ++faults;
    world.checker().saw(new Seen.FaultBegan(number, forgets ? "the store forgot" : "no owner", topic, forgets, world.queue().nowMicros()));
    return number;
  }
}
