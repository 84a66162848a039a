package io.dss.queue.table;

import io.dss.kernel.BinaryWriter;
import io.dss.kernel.Utf8;
import io.dss.queue.Fence;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Writes a table as chunks of whole records, so that a table of any size is never in memory as bytes. Indexes and counters are not written: they follow
 * from the rest. The page {@code message-table.md} has the format.
 */
final class MessageTableWriter {
  static final int VERSION = 1;
  /** A record that would make a chunk longer begins the next; one that is longer by itself is a chunk of its own. */
  static final int CHUNK_BYTES = 1 << 20;

  static final int HEADER = 0;
  static final int TOPIC = 1;
  static final int MESSAGE = 2;
  static final int NOTE = 3;
  static final int END = 4;

  /** What a record takes besides its bytes: a topic's fence and numbers are most. */
  private static final int RECORD_BYTES = 96;

  private final Consumer<byte[]> chunks;
  private BinaryWriter chunk = new BinaryWriter();
  private long records;

  MessageTableWriter(Consumer<byte[]> chunks) {
    this.chunks = chunks;
  }

  void write(MessageTable table) {
    header(table.forgotten);
    for (Map.Entry<String, StoredTopic> topic : table.topics) write(topic.getKey(), topic.getValue());
    long before = records;
    record(END, 0).count(before);
    close();
  }

  private void write(String name, StoredTopic topic) {
    BinaryWriter out = record(TOPIC, Utf8.bytes(name).length).string(name);
    FenceCodec.write(out, topic.fence()).count(topic.claimedIndex()).count(topic.number());
    for (Map.Entry<Long, Message> entry : topic.messages()) {
      Message message = entry.getValue();
      BinaryWriter record = record(MESSAGE, message.envelope().length + message.body().length).count(entry.getKey()).bytes(message.envelope());
      record.bool(message.hasBody());
      if (message.hasBody()) record.bytes(message.body());
    }
    for (Map.Entry<String, byte[]> note : topic.notes()) {
      record(NOTE, Utf8.bytes(note.getKey()).length + note.getValue().length).string(note.getKey()).bytes(note.getValue());
    }
  }

  private void header(Optional<Fence> forgotten) {
    BinaryWriter out = record(HEADER, 0).u8(VERSION).bool(forgotten.isPresent());
    forgotten.ifPresent(fence -> FenceCodec.write(out, fence));
  }

  /** Begins a record, in a new chunk if it may not fit this one. */
  private BinaryWriter record(int kind, int bytes) {
    if (chunk.length() > 0 && chunk.length() + RECORD_BYTES + bytes > CHUNK_BYTES) close();
    records++;
    return chunk.u8(kind);
  }

  private void close() {
    chunks.accept(chunk.toBytes());
    chunk = new BinaryWriter();
  }
}
