package io.dss.delivery;

import java.util.List;
import java.util.Optional;

/**
 * What somebody saw in a run. Instants are of one clock for all, in any unit; {@code called} is before the call left, {@code returned} after its answer came.
 * They may be told in any order, but a message must be told to be {@link Publishing} before anybody can be handed it.
 */
public sealed interface Seen {
  String topic();

  /** How a call ended: as it should, with a promise that nothing was changed, or without anybody knowing. */
  enum Answer {
    DONE,
    REFUSED,
    UNKNOWN
  }

  /** What was done with a delivery. */
  enum Verb {
    ACK,
    NACK,
    /** A nack that makes the message dead. */
    REJECT,
    EXTEND
  }

  /** What a call on a delivery was answered. */
  enum Result {
    DONE,
    NOT_FOUND,
    STALE,
    REFUSED,
    UNKNOWN
  }

  /**
   * A publish is about to leave; one for each attempt of a client.
   *
   * @param body a number that stands for what is in the message
   * @param mayVanish it has a {@code ttl} or may be dropped: that it is not there proves nothing
   * @param delayed it takes its place behind its key only later
   */
  record Publishing(String topic, String id, Optional<String> key, long body, boolean mayVanish, boolean delayed, long called) implements Seen {}

  record Published(String topic, String id, Answer answer, long returned) implements Seen {}

  /** A group is there from now on: what is published from here on is owed to it. The group {@code default} need not be told. */
  record GroupBegun(String topic, String group, long at) implements Seen {}

  record Consumed(String topic, String group, long called, long returned, List<Handed> handed) implements Seen {
    public Consumed {
      handed = List.copyOf(handed);
    }
  }

  /** @param visible how long it is this consumer's at least, from the moment that the owner took it */
  record Handed(String id, long body, int attempts, long visible) {}

  /** A consume whose answer never came. @param until it cannot have been carried out later */
  record ConsumeLost(String topic, String group, long called, long until) implements Seen {}

  /** The dead-letter lane handed it out. */
  record Dead(String topic, String group, String id, long body) implements Seen {}

  /**
   * @param attempts of the delivery whose receipt was shown, 0 without a receipt
   * @param visible asked for by an extend, as short as clocks may make it
   */
  record Settled(String topic, String group, String id, Verb verb, int attempts, Result result, long visible, long called, long returned) implements Seen {}

  /**
   * Something was broken, or the owner became another one: deliveries may come again before their time.
   *
   * @param number names it for its end
   * @param topic empty: all topics
   * @param forgets what is durable may be gone after it: a topic that it happened to is not judged for loss and order
   */
  record FaultBegan(long number, String what, String topic, boolean forgets, long at) implements Seen {}

  record FaultEnded(long number, long at) implements Seen {
    @Override
    public String topic() {
      return "";
    }
  }
}
