package io.dss.server.rest;

import io.dss.protocol.QueueRanges;
import io.dss.queue.ItemRef;
import java.util.List;

/**
 * What an ack, a nack and an extend name alike: deliveries of one topic and group.
 *
 * @param list whether a list was sent, which is answered item by item
 */
record Settling(TopicAsked topic, String group, List<ItemRef> items, boolean list) {
  private static final String LIST = "messages";

  static Settling in(Fields fields) {
    TopicAsked topic = TopicAsked.in(fields);
    boolean list = fields.has(LIST);
    if (!list) return single(topic, fields);
    fields.oneOf(LIST, "message_id");
    fields.oneOf(LIST, "receipt");
    String group = group(fields);
    return new Settling(topic, group, fields.objects(LIST, QueueRanges.BATCH).stream().map(item -> item(item, item.name("message_id"))).toList(), true);
  }

  private static Settling single(TopicAsked topic, Fields fields) {
    String messageId = fields.name("message_id");
    String group = group(fields);
    return new Settling(topic, group, List.of(item(fields, messageId)), false);
  }

  static String group(Fields fields) {
    return fields.optionalName("group").orElse(QueueRanges.DEFAULT_GROUP);
  }

  private static ItemRef item(Fields fields, String messageId) {
    return new ItemRef(messageId, fields.optionalName("receipt"));
  }
}
