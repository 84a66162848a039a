package io.dss.node.queue;

import io.dss.queue.BrowsedMessage;
import io.dss.queue.DeliveredMessage;
import io.dss.queue.QueueReply;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Puts bodies into answers that leave the core without them. */
final class ReplyBodies {
  /** What a message of an answer costs beside its body, and an answer without messages. */
  private static final int ENVELOPE_BYTES = 256;

  private ReplyBodies() {}

  /** Whose bodies it needs. */
  static List<Long> sequences(QueueReply reply) {
    if (reply instanceof QueueReply.Delivered delivered) return delivered.messages().stream().map(DeliveredMessage::sequence).toList();
    // A message is listed once for each of its groups.
    if (reply instanceof QueueReply.Browsed browsed) return browsed.messages().stream().map(BrowsedMessage::sequence).distinct().toList();
    return List.of();
  }

  /** The answer with bodies; messages that have none are left out. */
  static QueueReply filled(QueueReply reply, Map<Long, byte[]> bodies) {
    if (reply instanceof QueueReply.Delivered delivered) {
      List<DeliveredMessage> messages = new ArrayList<>(delivered.messages().size());
      for (DeliveredMessage message : delivered.messages()) {
        byte[] body = bodies.get(message.sequence());
        if (body != null) messages.add(message.withBody(body));
      }
      return new QueueReply.Delivered(messages);
    }
    if (!(reply instanceof QueueReply.Browsed browsed)) return reply;
    List<BrowsedMessage> messages = new ArrayList<>(browsed.messages().size());
    for (BrowsedMessage message : browsed.messages()) {
      byte[] body = bodies.get(message.sequence());
      if (body != null) messages.add(message.withBody(body));
    }
    return new QueueReply.Browsed(messages, browsed.next());
  }

  /** Roughly what it takes in memory. */
  static long bytes(QueueReply reply) {
    long bytes = ENVELOPE_BYTES;
    if (reply instanceof QueueReply.Delivered delivered) {
      for (DeliveredMessage message : delivered.messages()) bytes += ENVELOPE_BYTES + message.body().length;
    } else if (reply instanceof QueueReply.Browsed browsed) {
      for (BrowsedMessage message : browsed.messages()) bytes += ENVELOPE_BYTES + message.body().length;
    } else if (reply instanceof QueueReply.Published published) {
      bytes += 128L * published.messageIds().size();
    } else if (reply instanceof QueueReply.Settled settled) {
      bytes += 32L * settled.items().size();
    }
    return bytes;
  }
}
