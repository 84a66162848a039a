package io.dss.queue;

import io.dss.queue.QueueCommand.Browse;
import io.dss.queue.QueueReply.Browsed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Shows messages without taking them: once for each group they are meant for, page by page in the order of their sequences. */
final class Browsing {
  private static final byte[] NOT_YET = {};
  /** Room for the number of a group, of which there are {@link QueueLimits#GROUPS}. */
  private static final int LANE_BITS = 6;
  private static final int LAST_LANE = (1 << LANE_BITS) - 1;

  private Browsing() {}

  /**
   * A page ends between two messages, so it may be longer than asked for by the groups of one; it may be short, or empty, before the end. Only of a message that is
   * longer than a page by itself, as each row has its body, the other rows are on the next one.
   */
  static Browsed apply(Topic topic, Browse browse) {
    List<BrowsedMessage> page = new ArrayList<>();
    Mark mark = dead(browse) ? Mark.DEAD : Mark.LIVE;
    long after = browse.after();
    long bytes = 0;
    int looked = 0;
    for (Message at = next(topic, mark, after); at != null; at = next(topic, mark, after)) {
      List<Place> shown = shown(at, browse, after);
      boolean first = page.isEmpty();
      long longer = bytes;
      for (Place place : shown) longer += place.shownBytes();
      boolean fits = first || page.size() + shown.size() <= browse.limit() && longer <= QueueLimits.CONSUME_BYTES;
      if (!fits || looked++ == QueueLimits.BROWSE_MESSAGES) return new Browsed(page, Optional.of(after));
      for (Place place : shown) {
        bytes += place.shownBytes();
        if (!page.isEmpty() && bytes > QueueLimits.CONSUME_BYTES) return new Browsed(page, Optional.of(after));
        page.add(shown(topic, place));
        after = cursor(at, place.group.lane);
      }
      after = cursor(at, LAST_LANE);
    }
    return new Browsed(page, Optional.empty());
  }

  /** Where a page ended: behind the row of one group, or behind all rows of a message. */
  private static long cursor(Message message, int lane) {
    return message.sequence << LANE_BITS | lane;
  }

  private static Message next(Topic topic, Mark mark, long after) {
    boolean whole = (after & LAST_LANE) == LAST_LANE || after == 0;
    return topic.sequences.next(mark, whole ? after >> LANE_BITS : (after >> LANE_BITS) - 1);
  }

  private static boolean dead(Browse browse) {
    return browse.dead() || browse.state().equals(Optional.of(MessageState.DEAD));
  }

  private static List<Place> shown(Message message, Browse browse, long after) {
    List<Place> shown = new ArrayList<>(1);
    for (Place place = message.places; place != null; place = place.nextOfMessage) {
      boolean meant = place.standing.dead() == dead(browse) && (browse.state().isEmpty() || browse.state().get() == place.standing.state)
          && (browse.group().isEmpty() || browse.group().get().equals(place.group.name()));
      if (meant && cursor(message, place.group.lane) > after) shown.add(place);
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
