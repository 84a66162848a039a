package io.dss.server.rest;

import static io.dss.protocol.ProblemCode.MISSING_FIELD;
import static io.dss.protocol.ProblemCode.OUT_OF_RANGE;
import static io.dss.protocol.ProblemCode.TOO_LARGE;

import io.dss.node.queue.OwnerLimits;
import io.dss.protocol.QueueRanges;
import io.dss.protocol.Rejected;
import io.dss.queue.MessageBody;
import io.dss.queue.NewMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads the messages of a publish: one whose fields stand in the body itself, or a batch. Thread-safe. */
final class MessageFields {
  static final String BATCH = "messages";
  private static final List<String> OF_A_MESSAGE = List.of("data", "headers", "key", "priority", "delay", "ttl", "message_id");
  private final int maxMessageBytes;

  /** @param maxMessageBytes {@code dss.queue.max-message-bytes} */
  MessageFields(int maxMessageBytes) {
    this.maxMessageBytes = maxMessageBytes;
  }

  /** A message whose producer gave it no id has an empty one. */
  List<NewMessage> read(Fields fields) {
    if (!fields.has(BATCH)) return List.of(message(fields));
    for (String field : OF_A_MESSAGE) fields.oneOf(BATCH, field);
    List<NewMessage> messages = new ArrayList<>();
    for (Fields each : fields.objects(BATCH, QueueRanges.BATCH)) messages.add(message(each));
    long bytes = messages.stream().mapToLong(OwnerLimits::publishBytes).sum();
    if (bytes > OwnerLimits.PUBLISH_BYTES) {
      throw new Rejected(TOO_LARGE, "messages has " + bytes + " bytes of headers and data, 512 for each message counted in; up to " + OwnerLimits.PUBLISH_BYTES
          + " are stored in one step: publish them in several calls");
    }
    return messages;
  }

  private NewMessage message(Fields fields) {
    JsonField data = fields.any("data");
    MessageBody body = MessageBody.of(MessageHeaders.in(fields), data.raw());
    Optional<String> key = fields.optionalName("key");
    int priority = (int) fields.optionalInteger("priority", QueueRanges.PRIORITY).orElse(NewMessage.DEFAULT_PRIORITY);
    long delayMillis = fields.millis("delay", QueueRanges.DELAY_MILLIS, 0);
    OptionalLong ttl = fields.optionalMillis("ttl", QueueRanges.DELAY_MILLIS);
    Optional<Long> ttlMillis = ttl.isPresent() ? Optional.of(ttl.getAsLong()) : Optional.empty();
    String id = fields.optionalName("message_id").orElse("");
    return new NewMessage(id, key, priority, delayMillis, ttlMillis, bounded(fields, body.encoded()));
  }

  private byte[] bounded(Fields fields, byte[] body) {
    if (body.length <= maxMessageBytes) return body;
    String at = fields.path("");
    String which = at.isEmpty() ? "the message" : at.substring(0, at.length() - 1);
    throw new Rejected(TOO_LARGE, which + " has " + body.length + " bytes of headers and data, up to " + maxMessageBytes
        + " (dss.queue.max-message-bytes) are allowed");
  }
}
