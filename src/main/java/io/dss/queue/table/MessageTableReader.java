package io.dss.queue.table;

import io.dss.kernel.BinaryReader;
import io.dss.kernel.MalformedBinary;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Reads the chunks that {@link MessageTable#writeTo} wrote, as they were cut. Each record is held against those before it: what is out of order, twice or
 * impossible is no table, and the only outcome besides one is {@link MalformedBinary}. Not thread-safe.
 */
public final class MessageTableReader {
  private final TreeSet<Long> claimed = new TreeSet<>();
  private MessageTable table;
  private long records;
  private boolean ended;
  private String name;
  private StoredTopic topic;
  private long lastSequence;
  private String lastNote;

  /** @throws MalformedBinary if this cannot be the next chunk of a table */
  public void accept(byte[] chunk) {
    BinaryReader in = new BinaryReader(chunk);
    while (in.remaining() > 0) record(in);
  }

  /** @throws MalformedBinary if the table is not whole */
  public MessageTable finish() {
    need(ended, "it ends before its end");
    return table;
  }

  private void record(BinaryReader in) {
    int kind = in.u8();
    need(!ended, "a record after the end");
    need((kind == MessageTableWriter.HEADER) == (table == null), "the header must come first, and once");
    switch (kind) {
      case MessageTableWriter.HEADER -> header(in);
      case MessageTableWriter.TOPIC -> topic(in);
      case MessageTableWriter.MESSAGE -> message(in);
      case MessageTableWriter.NOTE -> note(in);
      case MessageTableWriter.END -> end(in);
      default -> throw new MalformedBinary("message table: a record of kind " + kind);
    }
    records++;
  }

  private void header(BinaryReader in) {
    in.version(MessageTableWriter.VERSION, "message table");
    table = MessageTable.empty(in.bool() ? Optional.of(FenceCodec.read(in)) : Optional.empty());
  }

  private void topic(BinaryReader in) {
    endTopic();
    String next = in.string();
    need(TableCommandCodec.brokenTopic(next).isEmpty() && (name == null || next.compareTo(name) > 0), "topics out of order or range");
    name = next;
    topic = StoredTopic.bare(FenceCodec.read(in), in.count(), in.count());
    need(topic.claimedIndex() >= 1 && claimed.add(topic.claimedIndex()), "two claims of one entry");
    lastSequence = -1;
    lastNote = null;
  }

  private void message(BinaryReader in) {
    need(topic != null && topic.wasWritten() && lastNote == null, "a message where none may be");
    long sequence = in.count();
    need(sequence > lastSequence, "messages out of order");
    lastSequence = sequence;
    byte[] envelope = in.bytes();
    topic = topic.message(sequence, in.bool() ? Message.of(envelope, in.bytes()) : Message.withoutBody(envelope));
  }

  private void note(BinaryReader in) {
    need(topic != null && topic.wasWritten(), "a note where none may be");
    String next = in.string();
    need(EffectCodec.brokenName(next).isEmpty() && (lastNote == null || next.compareTo(lastNote) > 0), "notes out of order or range");
    lastNote = next;
    topic = topic.note(next, in.bytes());
  }

  private void end(BinaryReader in) {
    endTopic();
    need(in.count() == records, "records are missing");
    need(table.topics.size() - table.topicCount() <= MessageTable.MAX_UNWRITTEN, "more claims than a table keeps");
    ended = true;
  }

  private void endTopic() {
    if (topic != null) table = table.with(name, topic);
    topic = null;
  }

  private static void need(boolean holds, String what) {
    if (!holds) throw new MalformedBinary("message table: " + what);
  }
}
