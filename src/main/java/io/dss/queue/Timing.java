package io.dss.queue;

import io.dss.queue.Place.Standing;
import java.util.Optional;
import java.util.OptionalLong;

/** What happens because time has passed, a bounded number at a time; what is left over is due at once again. */
final class Timing {
  private Timing() {}

  static void run(Topic topic, Step step) {
    int left = QueueLimits.STEP_MESSAGES;
    for (Place place = topic.due.over(step.now); place != null && left > 0 && !step.full(); place = topic.due.over(step.now), left--) ended(topic, step, place);
    for (Message come = topic.due.come(step.now); come != null && left > 0 && !step.full(); come = topic.due.come(step.now), left--) come(topic, step, come);
    for (; left > 0 && !step.full() && !topic.endedUnowned.isEmpty(); left--) ended(step, topic.endedUnowned.remove());
    for (Group group : topic.groups.all()) left = release(topic, step, group, left);
    left -= topic.window.expire(step.now, left);
    left -= topic.results.expire(step, left);
    if (topic.trimming) left -= Room.trim(topic, step, left);
    left = topic.forwarding.goOn(topic, step, left);
    Waiting.serve(topic, step);
    // Who was not served yet may still be given something.
    if (topic.unserved.isEmpty()) Waiting.over(topic, step, left);
  }

  private static void ended(Topic topic, Step step, Place place) {
    if (place.standing == Standing.IN_FLIGHT) {
      Failing.failed(topic, step, place, false, OptionalLong.empty(), Optional.empty());
      return;
    }
    Standing after = place.standing == Standing.RESTING ? Standing.READY : Standing.DEAD;
    topic.take(place);
    topic.put(place, after);
    // Though what is stored says when it ends: a wall clock that is set back must not make the next owner see it as going on, perhaps beside another of its key.
    step.changed(place.message);
  }

  private static void ended(Step step, Message unowned) {
    if (unowned.places != null) step.changed(unowned);
  }

  private static void come(Topic topic, Step step, Message message) {
    if (message.expired(step.now)) {
      Expiring.expire(topic, step, message);
      return;
    }
    for (Place place : Topic.places(message)) {
      if (place.standing == Standing.DELAYED) topic.take(place);
    }
    message.extras.delayedUntilMillis = Extras.NEVER;
    // It joins behind everything that is there now, as if it had been published now; durably, for the order of its key.
    message.extras.order = topic.counters.next();
    for (Place place : Topic.places(message)) {
      if (place.standing == Standing.NONE) topic.put(place, Standing.READY);
    }
    topic.due.schedule(message);
    step.changed(message);
  }

  private static int release(Topic topic, Step step, Group group, int budget) {
    int left = budget;
    for (StickyConsumer gone = group.consumers.leaving(step.now, topic.waiters, group); gone != null && left > 0;
        gone = group.consumers.leaving(step.now, topic.waiters, group)) {
      int before = gone.reserved.size() + gone.idle.size();
      if (group.keys.release(gone, left)) group.consumers.left();
      left -= Math.max(1, before - gone.reserved.size() - gone.idle.size());
    }
    return left;
  }

  static OptionalLong nextDueMillis(Topic topic) {
    boolean unfinished = !topic.endedUnowned.isEmpty() || topic.trimming || topic.unserved.isPresent() || topic.forwarding.due();
    if (unfinished) return OptionalLong.of(topic.last.monotonicMillis());
    OptionalLong next = earlier(topic.due.nextDueMillis(topic.last), topic.waiters.nextDueMillis());
    next = earlier(next, earlier(topic.window.nextDueMillis(), topic.results.nextDueMillis()));
    for (Group group : topic.groups.all()) next = earlier(next, group.consumers.nextDueMillis());
    return next;
  }

  private static OptionalLong earlier(OptionalLong one, OptionalLong other) {
    if (one.isEmpty() || other.isEmpty()) return one.isEmpty() ? other : one;
    return OptionalLong.of(Math.min(one.getAsLong(), other.getAsLong()));
  }
}
