package io.dss.queue.table;

import io.dss.kernel.ClusterId;
import io.dss.kernel.Utf8;
import io.dss.queue.Effect;
import io.dss.queue.Fence;
import io.dss.queue.Stored;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** What tests of the message table say over and over. */
final class Tables {
  static final ClusterId CLUSTER = new ClusterId("0".repeat(31) + "1");
  static final Fence FIRST = fence(1, 1);
  static final Fence SECOND = fence(1, 2);

  private Tables() {}

  static Fence fence(long ringEpoch, long claim) {
    return new Fence(CLUSTER, 0, ringEpoch, claim);
  }

  static Effect keep(long sequence, String envelope, int bodyBytes) {
    byte[] body = new byte[bodyBytes];
    Arrays.fill(body, (byte) sequence);
    return new Effect.Keep(sequence, Utf8.bytes(envelope), body);
  }

  static List<byte[]> chunks(MessageTable table) {
    List<byte[]> chunks = new ArrayList<>();
    table.writeTo(chunks::add);
    return chunks;
  }

  static MessageTable read(List<byte[]> chunks) {
    MessageTableReader reader = new MessageTableReader();
    chunks.forEach(reader::accept);
    return reader.finish();
  }

  /** Everything a table says, as text: two tables that read alike are alike. */
  static String text(MessageTable table) {
    StringBuilder text = new StringBuilder();
    chunks(table).forEach(chunk -> text.append(HexFormat.of().formatHex(chunk)));
    return text.append(" bytes ").append(table.bytes()).append(" topics ").append(table.topicCount()).toString();
  }

  /** What {@link MessageTable#page} says of a topic in all its pages. */
  static List<String> content(MessageTable table, String topic, int pageBytes) {
    List<String> all = new ArrayList<>();
    Optional<Cursor> next = Optional.of(new Cursor.Start());
    while (next.isPresent()) {
      TopicPage page = table.page(topic, Cursor.of(next.get().text()), pageBytes);
      page.stored().forEach(stored -> all.add(text(stored)));
      next = page.next();
    }
    return all;
  }

  private static String text(Stored stored) {
    if (stored instanceof Stored.Envelope envelope) return envelope.sequence() + "=" + new String(envelope.bytes());
    Stored.Note note = (Stored.Note) stored;
    return note.name() + "=" + new String(note.value());
  }
}
