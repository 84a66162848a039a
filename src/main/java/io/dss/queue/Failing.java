package io.dss.queue;

import io.dss.queue.Place.Standing;
import java.util.Optional;
import java.util.OptionalLong;

/** What becomes of a delivery that failed: it was given back, or not acknowledged in time. */
final class Failing {
  /** A message that blocks its key because it may not die rests at least so long. */
  private static final long BLOCKED_MILLIS = 1_000;

  private Failing() {}

  /** @param inTime given back, and not too late @param delayMillis instead of the back-off @param why what the nack said */
  static void failed(Topic topic, Step step, Place place, boolean inTime, OptionalLong delayMillis, Optional<String> why) {
    count(topic, step, place, inTime);
    boolean tooOften = place.life.failures >= topic.settings.maxAttempts();
    if (tooOften && Dying.mayDie(topic, place)) {
      Dying.die(topic, step, place, Death.MAX_ATTEMPTS, why.orElse(""));
    } else if (place.message.expired(step.now)) {
      Expiring.returned(topic, step, place);
    } else {
      long restMillis = delayMillis.orElse(backoffMillis(topic.settings.backoff(), place));
      rest(topic, step, place, tooOften ? Math.max(BLOCKED_MILLIS, restMillis) : restMillis);
    }
  }

  /** A consumer says that it is of no use to try again. */
  static void rejected(Topic topic, Step step, Place place, Optional<String> reason) {
    count(topic, step, place, true);
    Dying.die(topic, step, place, Death.REJECTED, reason.orElse(""));
  }

  private static void count(Topic topic, Step step, Place place, boolean inTime) {
    topic.take(place);
    place.life.failures++;
    topic.counters.failed++;
    step.event(new QueueEvent.Failed(place.message.id(), place.group.name(), place.life.failures, inTime));
    step.changed(place.message);
  }

  private static void rest(Topic topic, Step step, Place place, long restMillis) {
    // Its time may have ended during the delivery, and begun again with a wall clock that was set back.
    topic.due.schedule(place.message);
    if (restMillis <= 0) {
      topic.put(place, Standing.READY);
      return;
    }
    place.life.dueMonotonicMillis = step.now.monotonicMillis() + restMillis;
    place.life.dueWallMillis = step.now.wallMillis() + restMillis;
    place.life.lengthMillis = restMillis;
    topic.put(place, Standing.RESTING);
  }

  /** The jitter is drawn from the message and the failure, so that a step is the same whenever it is repeated. */
  static long backoffMillis(Backoff backoff, Place place) {
    if (backoff.initialMillis() <= 0) return 0;
    double grown = Math.min(backoff.initialMillis() * Math.pow(backoff.multiplier(), place.life.failures - 1), backoff.maxMillis());
    long mixed = mix(place.message.sequence * 31 + place.life.failures);
    double between = (mixed >>> 11) / (double) (1L << 53) * 2 - 1;
    return Math.max(1, Math.round(grown * (1 + between * backoff.jitterPercent() / 100)));
  }

  /** The finalizer of SplitMix64 (Steele, Lea, Flood 2014). */
  private static long mix(long value) {
    long z = value + 0x9e3779b97f4a7c15L;
    z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
    z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
    return z ^ z >>> 31;
  }
}
