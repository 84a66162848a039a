package io.dss.server.rest;

import io.dss.queue.Death;
import io.dss.queue.MessageBody;
import java.util.Map;
import java.util.Optional;

/** How a message that was forwarded to another topic died: it brings that along in headers, which a producer cannot set. */
final class DeathHeaders {
  private DeathHeaders() {}

  static Optional<Death> read(Map<String, String> headers) {
    if (!headers.containsKey(MessageBody.DEATH_REASON)) return Optional.empty();
    int hops = Integer.parseInt(headers.get(MessageBody.DEATH_HOPS));
    long at = Long.parseLong(headers.get(MessageBody.DEATH_AT));
    return Optional.of(
        new Death(
            headers.get(MessageBody.DEATH_REASON), headers.get(MessageBody.DEATH_DETAIL), headers.get(MessageBody.DEATH_ORIGIN),
            headers.get(MessageBody.DEATH_GROUP), hops, at));
  }

  /** The id it had in the topic it was first published to. */
  static Optional<String> messageId(Map<String, String> headers) {
    return Optional.ofNullable(headers.get(MessageBody.DEATH_MESSAGE_ID));
  }
}
