package io.dss.queue;

import io.dss.queue.Outcome.Forward;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Which dead messages are on their way to the topic that {@code dead_letter} names: {@link QueueLimits#FORWARDS} at once, each once for each of its deaths and
 * each such topic. The others are found by their sequence when there is room.
 */
final class Forwarding {
  private static final long NONE_LEFT = Long.MAX_VALUE;

  private final Set<Forward> open = new LinkedHashSet<>();
  /** Dead messages after this sequence may not be on their way yet. */
  private long after = NONE_LEFT;

  /** Looks at all that is dead: for a topic that was read, or whose dead letters go elsewhere from now on. */
  void begin(Topic topic) {
    after = topic.keepsDead() ? NONE_LEFT : 0;
  }

  void died(Topic topic, Step step, Place place) {
    if (topic.keepsDead()) return;
    if (!handedOut(topic, step, place)) after = Math.min(after, place.message.sequence - 1);
  }

  /** @return whether it is on its way, then or now */
  private boolean handedOut(Topic topic, Step step, Place place) {
    Forward forward = of(topic, place);
    if (open.contains(forward)) return true;
    if (open.size() >= QueueLimits.FORWARDS) return false;
    open.add(forward);
    step.forward(forward);
    return true;
  }

  /** Whether there is more to hand out, and room for it. */
  boolean due() {
    return after != NONE_LEFT && open.size() < QueueLimits.FORWARDS;
  }

  /** @return what is left of {@code budget}, in messages */
  int goOn(Topic topic, Step step, int budget) {
    int left = budget;
    for (; left > 0 && due(); left--) {
      Message message = topic.sequences.next(Mark.DEAD, after);
      if (message == null) after = NONE_LEFT;
      else if (handedOut(topic, step, message)) after = message.sequence;
    }
    return left;
  }

  private boolean handedOut(Topic topic, Step step, Message message) {
    for (Place place : Topic.places(message)) {
      if (place.standing.dead() && !handedOut(topic, step, place)) return false;
    }
    return true;
  }

  /** Nobody works on it any more, whatever came of it. */
  void ended(Forward forward) {
    open.remove(forward);
  }

  /** Whether the message is still dead of that death, and belongs where it is to go. */
  static boolean meant(Topic topic, Forward forward) {
    Place place = place(topic, forward.sequence(), forward.group());
    return place != null && !topic.keepsDead() && of(topic, place).equals(forward);
  }

  /** It is durable elsewhere. If it was redriven meanwhile it is in both places, as an operator wanted. */
  void done(Topic topic, Step step, long sequence, String group) {
    Place place = place(topic, sequence, group);
    if (place == null) return;
    open.remove(of(topic, place));
    topic.done(place, step);
  }

  /** Where it is dead, or null. */
  private static Place place(Topic topic, long sequence, String name) {
    Message message = topic.sequences.get(sequence);
    Group group = topic.groups.find(name);
    Place place = message == null || group == null ? null : message.in(group);
    return place != null && place.standing.dead() ? place : null;
  }

  private static Forward of(Topic topic, Place place) {
    Message message = place.message;
    return new Forward(message.sequence, place.group.name(), topic.settings.deadLetter(), message.id(), message.key(), message.priority,
        Dying.death(topic, place));
  }
}
