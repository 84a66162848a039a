package io.dss.queue;

import io.dss.kernel.Utf8;
import java.util.Optional;

/** A message without its body: 56 bytes, its id and its {@link Place}s apart. */
final class Message {
  final long sequence;
  /** As UTF-8, which is half as large as a string. */
  final byte[] id;
  final long publishedAtMillis;
  final int bodyBytes;
  final byte priority;
  /** {@link Mark}s it has in {@link Sequences}, as bits. */
  byte marks;
  /** Null: no key, no end, no delay. A null and not an Optional, which would cost sixteen bytes a message. */
  Extras extras;
  /** The first of its places, linked by {@link Place#nextOfMessage} in the order of the groups; null once every group is done. */
  Place places;
  /** In the chain of an {@link IdTable}. */
  Message nextOfId;

  Message(long sequence, String id, long publishedAtMillis, int bodyBytes, int priority) {
    this.sequence = sequence;
    this.id = Utf8.bytes(id);
    this.publishedAtMillis = publishedAtMillis;
    this.bodyBytes = bodyBytes;
    this.priority = (byte) priority;
  }

  String id() {
    return Utf8.text(id);
  }

  Optional<String> key() {
    return extras == null ? Optional.empty() : extras.key;
  }

  long order() {
    return extras == null ? sequence : extras.order;
  }

  boolean delayed() {
    return extras != null && extras.delayedUntilMillis != Extras.NEVER;
  }

  Optional<Long> expiresAt() {
    return extras == null || extras.expiresAtMillis == Extras.NEVER ? Optional.empty() : Optional.of(extras.expiresAtMillis);
  }

  boolean expired(Now now) {
    return extras != null && extras.expiresAtMillis <= now.wallMillis();
  }

  void add(Place place) {
    if (places == null || places.group.lane > place.group.lane) {
      place.nextOfMessage = places;
      places = place;
      return;
    }
    Place before = places;
    while (before.nextOfMessage != null && before.nextOfMessage.group.lane < place.group.lane) before = before.nextOfMessage;
    place.nextOfMessage = before.nextOfMessage;
    before.nextOfMessage = place;
  }

  void remove(Place place) {
    if (places == place) {
      places = place.nextOfMessage;
      return;
    }
    Place before = places;
    while (before.nextOfMessage != place) before = before.nextOfMessage;
    before.nextOfMessage = place.nextOfMessage;
  }

  /** Its place in {@code group}; null if the group is done with it or never had it. */
  Place in(Group group) {
    for (Place place = places; place != null; place = place.nextOfMessage) {
      if (place.group == group) return place;
    }
    return null;
  }
}
