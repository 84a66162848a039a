package io.dss.queue;

import io.dss.queue.Place.Standing;
import io.dss.queue.QueueCommand.Redrive;
import io.dss.queue.QueueReply.Stepped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Brings dead messages back to the groups they died in, those that are being delivered from the lane too. Counted are returns: a message that is dead in two
 * groups comes back twice. It stops where the topic is full.
 */
final class Redriving {
  private Redriving() {}

  static QueueReply apply(Topic topic, Step step, Redrive redrive) {
    long upTo = redrive.upTo() == 0 ? topic.counters.last() : redrive.upTo();
    long total = redrive.before();
    boolean cut = false;
    for (Message message : meant(topic, redrive, upTo)) {
      cut = total > redrive.before() && step.full();
      if (cut) break;
      for (Place place : Topic.places(message)) {
        if (!wanted(place, redrive) || total >= redrive.limit()) continue;
        Optional<QueueReply> full = Room.refusal(topic, message);
        if (full.isPresent()) return total == 0 ? full.get() : new Stepped(upTo, total, false);
        back(topic, step, place);
        total++;
      }
    }
    return new Stepped(upTo, total, total < redrive.limit() && (cut || more(topic, redrive, upTo)));
  }

  private static List<Message> meant(Topic topic, Redrive redrive, long upTo) {
    if (redrive.messageIds().isEmpty()) return topic.sequences.first(mark(redrive), QueueLimits.STEP_MESSAGES, upTo);
    List<Message> named = new ArrayList<>();
    for (String id : redrive.messageIds()) {
      Message message = topic.ids.find(id);
      if (message != null && message.sequence <= upTo) named.add(message);
    }
    return named;
  }

  /** What was named is done in one step, unless that is full: the list of a call is bounded, and what came back before is dead no longer. */
  private static boolean more(Topic topic, Redrive redrive, long upTo) {
    if (!redrive.messageIds().isEmpty()) return false;
    Message next = topic.sequences.next(mark(redrive), 0);
    return next != null && next.sequence <= upTo;
  }

  private static Mark mark(Redrive redrive) {
    return redrive.reason().map(Mark::of).orElse(Mark.DEAD);
  }

  private static boolean wanted(Place place, Redrive redrive) {
    return place.standing.dead() && (redrive.reason().isEmpty() || redrive.reason().get().equals(place.life.fatal.orElseThrow().reason()));
  }

  private static void back(Topic topic, Step step, Place place) {
    topic.take(place);
    place.life.failures = 0;
    place.life.fatal = Optional.empty();
    Message message = place.message;
    // Who brings back what has outlived its time wants it delivered.
    if (message.expired(step.now)) message.extras.expiresAtMillis = Extras.NEVER;
    topic.due.schedule(message);
    KeyOrder order = message.key().map(place.group.keys::find).orElse(null);
    if (order != null && order.parkedBy == message.sequence) Dying.unpark(step, order);
    topic.put(place, Standing.READY);
    step.changed(message);
  }
}
