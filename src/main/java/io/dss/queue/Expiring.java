package io.dss.queue;

import io.dss.queue.Place.Standing;

/** The end of a time to live. A message in flight is left to its delivery; when it comes back it is over for it too. */
final class Expiring {
  private Expiring() {}

  /** {@code message} has outlived its time: everywhere but where it is in flight or dead already. */
  static void expire(Topic topic, Step step, Message message) {
    topic.due.unschedule(message);
    message.extras.delayedUntilMillis = Extras.NEVER;
    boolean forgotten = false;
    for (Place place : Topic.places(message)) {
      if (place.standing.dead() || place.standing == Standing.IN_FLIGHT) continue;
      forgotten |= !expire(topic, step, place);
    }
    if (forgotten) step.event(new QueueEvent.Expired(message.id()));
  }

  /** A place that was taken out of its delivery. */
  static void returned(Topic topic, Step step, Place place) {
    if (!expire(topic, step, place)) step.event(new QueueEvent.Expired(place.message.id()));
  }

  /** @return whether it is dead now, and not forgotten */
  private static boolean expire(Topic topic, Step step, Place place) {
    if (topic.settings.deadLetterExpired()) {
      Dying.die(topic, step, place, Death.EXPIRED, "");
      return true;
    }
    topic.counters.expired++;
    topic.done(place, step);
    return false;
  }
}
