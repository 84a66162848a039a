package io.dss.queue;

import io.dss.queue.Life.Fatal;
import io.dss.queue.Place.Standing;
import io.dss.queue.TopicSettings.OnPoison;
import java.util.Optional;

/** The way into the dead-letter lane: the message leaves its group and is dead in one step and one envelope, so nothing can lose or double it. */
final class Dying {
  private Dying() {}

  /** @param place where it is, or taken */
  static void die(Topic topic, Step step, Place place, String reason, String detail) {
    if (place.standing != Standing.NONE) topic.take(place);
    Life life = place.lived();
    life.hops++;
    life.fatal = Optional.of(new Fatal(reason, detail, step.now.wallMillis()));
    if (!reason.equals(Death.EXPIRED)) park(topic, step, place);
    topic.put(place, Standing.DEAD);
    topic.counters.dead++;
    step.changed(place.message);
    step.event(new QueueEvent.Died(place.message.id(), death(topic, place)));
    topic.forwarding.died(topic, step, place);
  }

  static Death death(Topic topic, Place place) {
    Fatal fatal = place.life.fatal.orElseThrow();
    return new Death(fatal.reason(), fatal.detail(), topic.name, place.group.name(), place.life.hops, fatal.atMillis());
  }

  /** Whether a message may die of its failures: one of a key whose order comes before everything may not. */
  static boolean mayDie(Topic topic, Place place) {
    if (place.message.key().isEmpty()) return true;
    OnPoison policy = topic.settings.onPoison();
    return policy == OnPoison.SKIP_TO_DEAD_LETTER || policy == OnPoison.PARK_KEY && topic.parkedKeys() < QueueLimits.PARKED_KEYS;
  }

  private static void park(Topic topic, Step step, Place place) {
    if (topic.settings.onPoison() != OnPoison.PARK_KEY || place.message.key().isEmpty()) return;
    if (topic.parkedKeys() >= QueueLimits.PARKED_KEYS) return;
    KeyOrder order = place.group.keys.obtain(place.message.key().get());
    place.group.keys.park(order, place.message.sequence);
    step.note(GroupNotes.parked(order));
    step.event(new QueueEvent.KeyParked(order.key, place.group.name()));
  }

  /** Lets a key go on. */
  static void unpark(Step step, KeyOrder order) {
    order.group.keys.unpark(order);
    step.erase(GroupNotes.parkedName(order));
    order.group.keys.settle(order);
  }
}
