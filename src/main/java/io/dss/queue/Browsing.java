package io.dss.queue;

import io.dss.queue.QueueCommand.Browse;
import io.dss.queue.QueueReply.Browsed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Shows messages without taking them: once for each group they are meant for, page by page in the order of their sequences. */
final class Browsing {
  private static final byte[] NOT_YET = {};

  private Browsing() {}

  /** A page ends between two messages, so it may be longer than asked for by the groups of one; it may be short, or empty, before the end. */
  static Browsed apply(Topic topic, Browse browse) {
    List<BrowsedMessage> page = new ArrayList<>();
    Mark mark = dead(browse) ? Mark.DEAD : Mark.LIVE;
    long after = browse.after();
    long bytes = 0;
    int looked = 0;
    for (Message at = topic.sequences.next(mark, after); at != null; at = topic.sequences.next(mark, after)) {
      List<BrowsedMessage> shown = shown(topic, at, browse);
      bytes += (long) shown.size() * at.bodyBytes;
      boolean fits = page.isEmpty() || page.size() + shown.size() <= browse.limit() && bytes <= QueueLimits.CONSUME_BYTES;
      if (!fits || looked++ == QueueLimits.BROWSE_MESSAGES) return new Browsed(page, Optional.of(after));
      page.addAll(shown);
      after = at.sequence;
    }
    return new Browsed(page, Optional.empty());
  }

  private static boolean dead(Browse browse) {
    return browse.dead() || browse.state().equals(Optional.of(MessageState.DEAD));
  }

  private static List<BrowsedMessage> shown(Topic topic, Message message, Browse browse) {
    List<BrowsedMessage> shown = new ArrayList<>(1);
    for (Place place = message.places; place != null; place = place.nextOfMessage) {
      boolean meant = place.standing.dead() == dead(browse) && (browse.state().isEmpty() || browse.state().get() == place.standing.state)
          && (browse.group().isEmpty() || browse.group().get().equals(place.group.name()));
      if (meant) shown.add(shown(topic, place));
    }
    return shown;
  }

  private static BrowsedMessage shown(Topic topic, Place place) {
    Message message = place.message;
    Optional<Death> death = place.standing.dead() ? Optional.of(Dying.death(topic, place)) : Optional.empty();
    return new BrowsedMessage(message.sequence, message.id(), place.group.name(), place.standing.state, message.key(), message.priority, place.attempts(),
        place.failures(), message.publishedAtMillis, due(place), message.expiresAt(), death, NOT_YET);
  }

  private static Optional<Long> due(Place place) {
    if (place.standing.timed()) return Optional.of(place.life.dueWallMillis);
    return place.standing == Place.Standing.DELAYED ? Optional.of(place.message.extras.delayedUntilMillis) : Optional.empty();
  }
}
