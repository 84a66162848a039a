package io.dss.queue;

import io.dss.queue.QueueCommand.Purge;
import io.dss.queue.QueueReply.Stepped;
import java.util.List;

/** Forgets what is not dead, or what is, up to the last message there was when the purge began. */
final class Purging {
  private Purging() {}

  static QueueReply apply(Topic topic, Step step, Purge purge) {
    long upTo = purge.upTo() == 0 ? topic.counters.last() : purge.upTo();
    Mark mark = purge.dead() ? Mark.DEAD : Mark.LIVE;
    List<Message> meant = topic.sequences.first(mark, QueueLimits.STEP_MESSAGES, upTo);
    long taken = 0;
    for (Message message : meant) {
      if (taken > 0 && step.full()) break;
      taken++;
      for (Place place : Topic.places(message)) {
        if (place.standing.dead() == purge.dead()) topic.done(place, step);
      }
    }
    Message next = topic.sequences.next(mark, 0);
    return new Stepped(upTo, purge.before() + taken, next != null && next.sequence <= upTo);
  }
}
