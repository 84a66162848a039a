package io.dss.queue;

import io.dss.kernel.BinaryReader;
import io.dss.kernel.BinaryWriter;
import io.dss.kernel.Invariant;
import io.dss.kernel.MalformedBinary;
import io.dss.queue.QueueReply.Browsed;
import io.dss.queue.QueueReply.Configured;
import io.dss.queue.QueueReply.Delivered;
import io.dss.queue.QueueReply.Described;
import io.dss.queue.QueueReply.ItemResult;
import io.dss.queue.QueueReply.KeyReused;
import io.dss.queue.QueueReply.LimitReached;
import io.dss.queue.QueueReply.NoSuchTopic;
import io.dss.queue.QueueReply.Noted;
import io.dss.queue.QueueReply.Paused;
import io.dss.queue.QueueReply.Published;
import io.dss.queue.QueueReply.Settled;
import io.dss.queue.QueueReply.Stepped;
import io.dss.queue.QueueReply.TopicFull;
import java.util.ArrayList;
import java.util.List;

/** {@link QueueReply}s as bytes: from the owner back to the node that took the call, and kept in the store for their Idempotency-Keys. */
public final class QueueReplyCodec {
  private static final int VERSION = 1;
  private static final int PUBLISHED = 0;
  private static final int DELIVERED = 1;
  private static final int SETTLED = 2;
  private static final int STEPPED = 3;
  private static final int CONFIGURED = 4;
  private static final int PAUSED = 5;
  private static final int DESCRIBED = 6;
  private static final int BROWSED = 7;
  private static final int NO_SUCH_TOPIC = 8;
  private static final int TOPIC_FULL = 9;
  private static final int LIMIT_REACHED = 10;
  private static final int KEY_REUSED = 11;
  private static final int NOTED = 12;
  private static final int DONE = 0;
  private static final int NOT_FOUND = 1;
  private static final int STALE = 2;
  /** The places in this list are what is written: a new state comes last. */
  static final List<MessageState> STATES = List.of(MessageState.READY, MessageState.IN_FLIGHT, MessageState.DELAYED, MessageState.DEAD);

  private QueueReplyCodec() {}

  public static byte[] encoded(QueueReply reply) {
    BinaryWriter out = new BinaryWriter(expectedBytes(reply)).u8(VERSION);
    if (!ofMessages(out, reply)) ofTopic(out, reply);
    return out.toBytes();
  }

  /** @throws MalformedBinary if {@code bytes} are no reply */
  public static QueueReply decoded(byte[] bytes) {
    BinaryReader in = new BinaryReader(bytes);
    in.version(VERSION, "queue reply");
    QueueReply reply = read(in, in.u8());
    in.end();
    return reply;
  }

  private static int expectedBytes(QueueReply reply) {
    long bytes = 64;
    if (reply instanceof Delivered delivered) {
      for (DeliveredMessage message : delivered.messages()) bytes += 192 + message.body().length;
    } else if (reply instanceof Browsed browsed) {
      for (BrowsedMessage message : browsed.messages()) bytes += 192 + message.body().length;
    }
    return (int) Math.min(bytes, Integer.MAX_VALUE / 2);
  }

  private static boolean ofMessages(BinaryWriter out, QueueReply reply) {
    if (reply instanceof Published published) {
      write(out.u8(PUBLISHED), published);
    } else if (reply instanceof Delivered delivered) {
      QueueFields.write(out.u8(DELIVERED), delivered.messages(), MessageForm::write);
    } else if (reply instanceof Settled settled) {
      QueueFields.write(out.u8(SETTLED), settled.items(), QueueReplyCodec::write);
    } else if (reply instanceof Stepped stepped) {
      out.u8(STEPPED).count(stepped.upTo()).count(stepped.total()).bool(stepped.more());
    } else if (reply instanceof Browsed browsed) {
      QueueFields.write(out.u8(BROWSED), browsed.messages(), MessageForm::write);
      QueueFields.write(out, browsed.next(), BinaryWriter::count);
    } else {
      return false;
    }
    return true;
  }

  private static void ofTopic(BinaryWriter out, QueueReply reply) {
    if (reply instanceof Configured configured) {
      TopicSettingsForm.write(out.u8(CONFIGURED), configured.settings());
    } else if (reply instanceof Paused paused) {
      out.u8(PAUSED).bool(paused.paused());
    } else if (reply instanceof Described described) {
      TopicDescriptionCodec.write(out.u8(DESCRIBED), described.topic());
    } else if (reply instanceof NoSuchTopic) {
      out.u8(NO_SUCH_TOPIC);
    } else if (reply instanceof TopicFull full) {
      out.u8(TOPIC_FULL).string(full.limit()).count(full.allowed());
    } else if (reply instanceof LimitReached reached) {
      out.u8(LIMIT_REACHED).string(reached.limit()).count(reached.allowed());
    } else {
      Invariant.check(reply instanceof KeyReused || reply instanceof Noted, "a reply without a form: %s", reply);
      out.u8(reply instanceof KeyReused ? KEY_REUSED : NOTED);
    }
  }

  private static QueueReply read(BinaryReader in, int tag) {
    return switch (tag) {
      case PUBLISHED -> published(in);
      case DELIVERED -> new Delivered(QueueFields.list(in, MessageForm.BYTES, QueueLimits.BATCH_MESSAGES, () -> MessageForm.delivered(in)));
      case SETTLED -> new Settled(QueueFields.list(in, 1, QueueLimits.BATCH_MESSAGES, () -> item(in)));
      case STEPPED -> new Stepped(in.count(), in.count(), in.bool());
      case CONFIGURED -> new Configured(TopicSettingsForm.settings(in));
      case PAUSED -> new Paused(in.bool());
      case DESCRIBED -> new Described(TopicDescriptionCodec.read(in));
      case BROWSED -> new Browsed(QueueFields.list(in, MessageForm.BYTES, Integer.MAX_VALUE, () -> MessageForm.browsed(in)),
          QueueFields.optional(in, BinaryReader::count));
      case NO_SUCH_TOPIC -> new NoSuchTopic();
      case TOPIC_FULL -> new TopicFull(in.string(), in.count());
      case LIMIT_REACHED -> new LimitReached(in.string(), in.count());
      case KEY_REUSED -> new KeyReused();
      case NOTED -> new Noted();
      default -> throw new MalformedBinary("queue reply of kind " + tag);
    };
  }

  private static void write(BinaryWriter out, Published published) {
    int count = published.messageIds().size();
    Invariant.check(published.duplicates().size() == count, "%d ids, and %d say whether they are duplicates", count, published.duplicates().size());
    out.count(count);
    for (int i = 0; i < count; i++) out.string(published.messageIds().get(i)).bool(published.duplicates().get(i));
  }

  private static Published published(BinaryReader in) {
    int count = in.size(2);
    if (count > QueueLimits.BATCH_MESSAGES) throw new MalformedBinary(count + " published at once");
    List<String> messageIds = new ArrayList<>(count);
    List<Boolean> duplicates = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      messageIds.add(in.string());
      duplicates.add(in.bool());
    }
    return new Published(messageIds, duplicates);
  }

  private static void write(BinaryWriter out, ItemResult item) {
    if (item instanceof ItemResult.Done done) {
      QueueFields.write(out.u8(DONE), done.visibleUntilMillis(), BinaryWriter::count);
    } else if (item instanceof ItemResult.Stale stale) {
      out.u8(STALE).count(stale.attempts());
    } else {
      out.u8(NOT_FOUND);
    }
  }

  private static ItemResult item(BinaryReader in) {
    int tag = in.u8();
    return switch (tag) {
      case DONE -> new ItemResult.Done(QueueFields.optional(in, BinaryReader::count));
      case NOT_FOUND -> new ItemResult.NotFound();
      case STALE -> new ItemResult.Stale(QueueFields.number(in));
      default -> throw new MalformedBinary("result of an item of kind " + tag);
    };
  }

  static void state(BinaryWriter out, MessageState state) {
    QueueFields.write(out, state, STATES);
  }

  static MessageState state(BinaryReader in) {
    return QueueFields.one(in, STATES);
  }
}
