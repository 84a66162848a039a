package io.dss.queue;

import io.dss.queue.Place.Standing;
import io.dss.queue.QueueCommand.Consume;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Gives ready messages to a consumer, and answers those who wait as soon as there are some. */
final class Delivering {
  private static final byte[] NOT_YET = {};

  private Delivering() {}

  /** Up to as many as the consumer asks for; what outlived its time without being noticed is noticed now. */
  static List<DeliveredMessage> take(Topic topic, Step step, Group group, Consume consume) {
    List<DeliveredMessage> taken = new ArrayList<>();
    long bytes = 0;
    int looked = 0;
    while (taken.size() < consume.max() && looked++ < QueueLimits.STEP_MESSAGES + consume.max()) {
      Place place = next(group, consume);
      if (place == null || looked > 1 && step.full()) break;
      if (place.message.expired(step.now)) {
        Expiring.expire(topic, step, place.message);
        continue;
      }
      bytes += place.shownBytes();
      if (!taken.isEmpty() && bytes > QueueLimits.CONSUME_BYTES) break;
      stick(step, place, consume);
      taken.add(deliver(topic, step, place, consume, Standing.IN_FLIGHT));
      group.deliveries++;
    }
    count(topic, step, taken);
    return taken;
  }

  /** From the dead-letter lane. */
  static List<DeliveredMessage> takeDead(Topic topic, Step step, Consume consume) {
    List<DeliveredMessage> taken = new ArrayList<>();
    long bytes = 0;
    while (taken.size() < consume.max() && !topic.deadLane.ready.isEmpty()) {
      Place place = topic.deadLane.ready.first();
      bytes += place.shownBytes();
      if (!taken.isEmpty() && (step.full() || bytes > QueueLimits.CONSUME_BYTES)) break;
      taken.add(deliver(topic, step, place, consume, Standing.DEAD_IN_FLIGHT));
    }
    count(topic, step, taken);
    return taken;
  }

  private static void count(Topic topic, Step step, List<DeliveredMessage> taken) {
    if (taken.isEmpty()) return;
    int again = 0;
    for (DeliveredMessage message : taken) again += message.redelivered() ? 1 : 0;
    topic.counters.delivered += taken.size();
    topic.counters.redelivered += again;
    step.event(new QueueEvent.Delivered(taken.size(), again));
  }

  /** The best of what is for everybody and what is reserved for this consumer; every so often the oldest instead. */
  private static Place next(Group group, Consume consume) {
    StickyConsumer self = consume.consumerId().map(group.consumers::find).orElse(null);
    boolean oldest = group.deliveries % QueueLimits.ANTI_STARVATION == QueueLimits.ANTI_STARVATION - 1;
    if (oldest) return ReadyQueue.older(group.ready.oldest(), self == null ? null : self.reserved.oldest());
    return ReadyQueue.better(group.ready.best(), self == null ? null : self.reserved.best());
  }

  private static void stick(Step step, Place place, Consume consume) {
    Optional<String> key = place.message.key();
    if (key.isEmpty()) return;
    place.group.keys.find(key.get()).sticky = consume.consumerId().map(id -> place.group.consumers.obtain(id, step.now)).orElse(null);
  }

  private static DeliveredMessage deliver(Topic topic, Step step, Place place, Consume consume, Standing standing) {
    topic.take(place);
    Message message = place.message;
    Life life = place.lived();
    life.attempts++;
    life.epoch = topic.epoch;
    visible(step, place, consume.visibilityMillis().orElse(topic.settings.visibilityMillis()));
    topic.put(place, standing);
    step.changed(message);
    step.delivers(message.bodyBytes);
    Optional<Death> death = standing.dead() ? Optional.of(Dying.death(topic, place)) : Optional.empty();
    return new DeliveredMessage(message.sequence, message.id(), message.key(), message.priority, life.attempts, life.failures, Receipts.of(place),
        message.publishedAtMillis, life.dueWallMillis, death, NOT_YET);
  }

  /** Sets the end of a delivery; the place is taken out. */
  static void visible(Step step, Place place, long visibilityMillis) {
    place.life.dueMonotonicMillis = step.now.monotonicMillis() + visibilityMillis;
    place.life.dueWallMillis = step.now.wallMillis() + visibilityMillis;
    place.life.lengthMillis = visibilityMillis;
  }
}
