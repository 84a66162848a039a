package io.dss.queue;

import io.dss.kernel.BinaryReader;
import io.dss.kernel.BinaryWriter;
import io.dss.kernel.MalformedBinary;
import java.util.List;
import java.util.Optional;

/** {@link QueueCommand}s as bytes: from the node that took a call to the owner of the topic. */
public final class QueueCommandCodec {
  private static final int VERSION = 1;
  private static final int PUBLISH = 0;
  private static final int CONSUME = 1;
  private static final int ACK = 2;
  private static final int NACK = 3;
  private static final int EXTEND = 4;
  private static final int CONFIGURE = 5;
  private static final int PURGE = 6;
  private static final int REDRIVE = 7;
  private static final int PAUSE = 8;
  private static final int RESUME = 9;
  private static final int DESCRIBE = 10;
  private static final int BROWSE = 11;
  private static final int FORWARDED = 12;
  private static final int MESSAGE_BYTES = 6;
  private static final int ITEM_BYTES = 2;

  private QueueCommandCodec() {}

  public static byte[] encoded(QueueCommand command) {
    BinaryWriter out = new BinaryWriter(expectedBytes(command)).u8(VERSION);
    if (!delivery(out, command)) operation(out, command);
    return out.toBytes();
  }

  /** @throws MalformedBinary if {@code bytes} are no command, or one with more messages, items or bytes of a body than {@link QueueLimits} allow */
  public static QueueCommand decoded(byte[] bytes) {
    BinaryReader in = new BinaryReader(bytes);
    in.version(VERSION, "queue command");
    QueueCommand command = read(in, in.u8());
    in.end();
    return command;
  }

  /** A buffer that is too small is copied each time it is doubled; bodies are most of what is sent. */
  private static int expectedBytes(QueueCommand command) {
    long bytes = 128;
    if (command instanceof QueueCommand.Publish publish) {
      for (NewMessage message : publish.messages()) bytes += 128 + message.body().length;
    }
    return (int) Math.min(bytes, Integer.MAX_VALUE / 2);
  }

  private static boolean delivery(BinaryWriter out, QueueCommand command) {
    if (command instanceof QueueCommand.Publish publish) {
      QueueFields.write(out.u8(PUBLISH), publish.messages(), QueueCommandCodec::message);
    } else if (command instanceof QueueCommand.Consume consume) {
      QueueFields.write(out.u8(CONSUME).bool(consume.dead()).string(consume.group()), consume.consumerId(), BinaryWriter::string);
      QueueFields.write(out.count(consume.max()).count(consume.waitMillis()), consume.visibilityMillis());
    } else if (command instanceof QueueCommand.Ack ack) {
      items(out.u8(ACK).bool(ack.dead()).string(ack.group()), ack.items());
    } else if (command instanceof QueueCommand.Nack nack) {
      items(out.u8(NACK).bool(nack.dead()).string(nack.group()), nack.items());
      QueueFields.write(out, nack.delayMillis());
      QueueFields.write(out, nack.reason(), BinaryWriter::string);
      out.bool(nack.terminal());
    } else if (command instanceof QueueCommand.Extend extend) {
      items(out.u8(EXTEND).bool(extend.dead()).string(extend.group()), extend.items());
      QueueFields.write(out, extend.visibilityMillis());
    } else {
      return false;
    }
    return true;
  }

  private static void operation(BinaryWriter out, QueueCommand command) {
    if (command instanceof QueueCommand.Configure configure) {
      TopicSettingsForm.write(out.u8(CONFIGURE), configure.change());
    } else if (command instanceof QueueCommand.Purge purge) {
      out.u8(PURGE).bool(purge.dead()).count(purge.upTo()).count(purge.before());
    } else if (command instanceof QueueCommand.Redrive redrive) {
      QueueFields.write(out.u8(REDRIVE), redrive.messageIds(), BinaryWriter::string);
      QueueFields.write(out, redrive.reason(), BinaryWriter::string);
      out.count(redrive.limit()).count(redrive.upTo()).count(redrive.before());
    } else if (command instanceof QueueCommand.Pause) {
      out.u8(PAUSE);
    } else if (command instanceof QueueCommand.Resume resume) {
      QueueFields.write(out.u8(RESUME), resume.key(), BinaryWriter::string);
    } else if (command instanceof QueueCommand.Describe) {
      out.u8(DESCRIBE);
    } else if (command instanceof QueueCommand.Browse browse) {
      QueueFields.write(out.u8(BROWSE).bool(browse.dead()), browse.group(), BinaryWriter::string);
      QueueFields.write(out, browse.state(), QueueReplyCodec::state);
      out.count(browse.limit()).count(browse.after());
    } else {
      QueueCommand.Forwarded forwarded = (QueueCommand.Forwarded) command;
      out.u8(FORWARDED).count(forwarded.sequence()).string(forwarded.group());
    }
  }

  private static QueueCommand read(BinaryReader in, int tag) {
    return switch (tag) {
      case PUBLISH -> new QueueCommand.Publish(QueueFields.list(in, MESSAGE_BYTES, QueueLimits.BATCH_MESSAGES, () -> message(in)));
      case CONSUME -> new QueueCommand.Consume(in.bool(), in.string(), QueueFields.optionalString(in), QueueFields.number(in), in.count(),
          QueueFields.optionalCount(in));
      case ACK -> new QueueCommand.Ack(in.bool(), in.string(), items(in));
      case NACK -> new QueueCommand.Nack(in.bool(), in.string(), items(in), QueueFields.optionalCount(in), QueueFields.optionalString(in),
          in.bool());
      case EXTEND -> new QueueCommand.Extend(in.bool(), in.string(), items(in), QueueFields.optionalCount(in));
      case CONFIGURE -> new QueueCommand.Configure(TopicSettingsForm.change(in));
      case PURGE -> new QueueCommand.Purge(in.bool(), in.count(), in.count());
      case REDRIVE -> new QueueCommand.Redrive(QueueFields.list(in, 1, QueueLimits.BATCH_MESSAGES, in::string), QueueFields.optionalString(in),
          in.count(), in.count(), in.count());
      case PAUSE -> new QueueCommand.Pause();
      case RESUME -> new QueueCommand.Resume(QueueFields.optionalString(in));
      case DESCRIBE -> new QueueCommand.Describe();
      case BROWSE -> new QueueCommand.Browse(in.bool(), QueueFields.optionalString(in), QueueFields.optional(in, QueueReplyCodec::state),
          QueueFields.number(in), in.count());
      case FORWARDED -> new QueueCommand.Forwarded(in.count(), in.string());
      default -> throw new MalformedBinary("queue command of kind " + tag);
    };
  }

  private static void message(BinaryWriter out, NewMessage message) {
    QueueFields.write(out.string(message.messageId()), message.key(), BinaryWriter::string);
    QueueFields.write(out.u8(message.priority()).count(message.delayMillis()), message.ttlMillis(), BinaryWriter::count);
    out.bytes(message.body());
  }

  private static NewMessage message(BinaryReader in) {
    String messageId = in.string();
    Optional<String> key = QueueFields.optionalString(in);
    return new NewMessage(messageId, key, QueueFields.priority(in), in.count(), QueueFields.optional(in, BinaryReader::count), QueueFields.body(in));
  }

  private static void items(BinaryWriter out, List<ItemRef> items) {
    QueueFields.write(out, items, (to, item) -> QueueFields.write(to.string(item.messageId()), item.receipt(), BinaryWriter::string));
  }

  private static List<ItemRef> items(BinaryReader in) {
    return QueueFields.list(in, ITEM_BYTES, QueueLimits.BATCH_MESSAGES,
        () -> new ItemRef(in.string(), QueueFields.optionalString(in)));
  }
}
