package io.dss.queue;

import java.util.Comparator;

/** A message as it stands for one group. In exactly one {@link Standing}, and in exactly the structure that belongs to it. */
final class Place {
  static final Comparator<Place> BY_SEQUENCE =
      Comparator.<Place>comparingLong(place -> place.message.sequence).thenComparingInt(place -> place.group.lane);
  /** Of those that have an end on the monotonic clock. */
  static final Comparator<Place> BY_DUE = Comparator.<Place>comparingLong(place -> place.life.dueMonotonicMillis).thenComparing(BY_SEQUENCE);

  private static final int UTF8_BYTES = 3;
  /** The topic's name, which a dead one tells: characters. */
  private static final int NAME_CHARACTERS = 512;
  /** Numbers, receipt and lengths in an answer. */
  private static final int SHOWN_BYTES = 160;

  final Message message;
  final Group group;
  Place nextOfMessage;
  /** Neighbours in the {@link Line} it is linked in; the first is its own {@code before}. Null if it is not linked. */
  Place before;
  Place after;
  Standing standing = Standing.NONE;
  /** Null as long as nothing has happened to it. */
  Life life;

  Place(Message message, Group group) {
    this.message = message;
    this.group = group;
  }

  boolean linked() {
    return before != null;
  }

  int attempts() {
    return life == null ? 0 : life.attempts;
  }

  int failures() {
    return life == null ? 0 : life.failures;
  }

  Life lived() {
    if (life == null) life = new Life();
    return life;
  }

  /** What it takes in an answer that shows or delivers it, body and names too, or a little more. */
  int shownBytes() {
    int characters = group.name().length() + message.key().map(String::length).orElse(0);
    if (standing.dead()) characters += NAME_CHARACTERS + life.fatal.map(fatal -> fatal.reason().length() + fatal.detail().length()).orElse(0);
    return SHOWN_BYTES + message.bodyBytes + message.id.length + UTF8_BYTES * characters;
  }

  /** Where a place may be. The order is that of the stored form: never change it, only add. */
  enum Standing {
    /** Not in the topic yet, or no more. */
    NONE(null),
    READY(MessageState.READY),
    IN_FLIGHT(MessageState.IN_FLIGHT),
    /** Given back or failed, until its back-off is over. */
    RESTING(MessageState.DELAYED),
    /** Published with a delay that is not over. */
    DELAYED(MessageState.DELAYED),
    /** In the dead-letter lane. */
    DEAD(MessageState.DEAD),
    /** Delivered from the dead-letter lane. */
    DEAD_IN_FLIGHT(MessageState.DEAD);

    final MessageState state;

    Standing(MessageState state) {
      this.state = state;
    }

    boolean dead() {
      return this == DEAD || this == DEAD_IN_FLIGHT;
    }

    /** Whether it ends by itself at {@link Life#dueMonotonicMillis}. */
    boolean timed() {
      return this == IN_FLIGHT || this == RESTING || this == DEAD_IN_FLIGHT;
    }

    /** Whether it keeps the others of its key from being delivered. */
    boolean holdsKey() {
      return this == IN_FLIGHT || this == RESTING;
    }
  }
}
