package io.dss.queue;

import io.dss.kernel.BinaryReader;
import io.dss.kernel.BinaryWriter;

/** Messages as parts of a reply. */
final class MessageForm {
  /** What one takes at least. */
  static final int BYTES = 11;

  private MessageForm() {}

  static void write(BinaryWriter out, DeliveredMessage message) {
    QueueFields.write(out.count(message.sequence()).string(message.messageId()), message.key(), BinaryWriter::string);
    out.u8(message.priority()).count(message.attempts()).count(message.failures()).string(message.receipt());
    QueueFields.write(out.count(message.publishedAtMillis()).count(message.visibleUntilMillis()), message.death(), MessageForm::write);
    out.bytes(message.body());
  }

  static DeliveredMessage delivered(BinaryReader in) {
    return new DeliveredMessage(in.count(), in.string(), QueueFields.optionalString(in), QueueFields.priority(in), QueueFields.number(in),
        QueueFields.number(in), in.string(), in.count(), in.count(), QueueFields.optional(in, MessageForm::death), QueueFields.body(in));
  }

  static void write(BinaryWriter out, BrowsedMessage message) {
    QueueReplyCodec.state(out.count(message.sequence()).string(message.messageId()).string(message.group()), message.state());
    QueueFields.write(out, message.key(), BinaryWriter::string);
    out.u8(message.priority()).count(message.attempts()).count(message.failures()).count(message.publishedAtMillis());
    QueueFields.write(out, message.dueMillis(), BinaryWriter::count);
    QueueFields.write(out, message.expiresAtMillis(), BinaryWriter::count);
    QueueFields.write(out, message.death(), MessageForm::write);
    out.bytes(message.body());
  }

  static BrowsedMessage browsed(BinaryReader in) {
    return new BrowsedMessage(in.count(), in.string(), in.string(), QueueReplyCodec.state(in), QueueFields.optionalString(in),
        QueueFields.priority(in), QueueFields.number(in), QueueFields.number(in), in.count(), QueueFields.optional(in, BinaryReader::count),
        QueueFields.optional(in, BinaryReader::count), QueueFields.optional(in, MessageForm::death), QueueFields.body(in));
  }

  private static void write(BinaryWriter out, Death death) {
    out.string(death.reason()).string(death.detail()).string(death.origin()).string(death.group()).count(death.hops()).count(death.atMillis());
  }

  private static Death death(BinaryReader in) {
    return new Death(in.string(), in.string(), in.string(), in.string(), QueueFields.number(in), in.count());
  }
}
