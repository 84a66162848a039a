package io.dss.delivery;

import java.util.ArrayList;
import java.util.List;

/**
 * All that clients saw of one message in one group. Instants are nanoseconds of one monotonic clock: a call took effect somewhere between the two, or,
 * where its outcome is not known, after the first or never. Guarded by its history.
 */
final class Message {
  /** What came of a call. */
  enum Outcome {
    DONE,
    /** The answer said that nothing was changed. */
    REFUSED,
    /** No answer, or one that does not know. */
    UNKNOWN
  }

  record Publish(long beganNanos, long endedNanos, Outcome outcome) {}

  /** @param beganNanos of the consume that brought it @param visibilityNanos that consume asked for */
  record Delivery(long beganNanos, long endedNanos, int attempts, long visibilityNanos, String body) {}

  record Settling(long beganNanos, long endedNanos, Outcome outcome) {}

  /** The key whose messages stay in order; its number counts them. */
  record Place(String key, long number) {}

  final String id;
  final String body;
  final Place place;
  Publish publish;
  final List<Delivery> deliveries = new ArrayList<>(1);
  final List<Settling> acks = new ArrayList<>(1);
  final List<Settling> nacks = new ArrayList<>(0);

  /** @param place null if it has no key */
  Message(String id, String body, Place place) {
    this.id = id;
    this.body = body;
    this.place = place;
  }
}
