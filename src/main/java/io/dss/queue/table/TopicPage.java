package io.dss.queue.table;

import io.dss.queue.Stored;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One page of a topic, without bodies.
 *
 * @param next where to go on; empty if this was the last
 */
public record TopicPage(List<Stored> stored, Optional<Cursor> next) {
  /** What a message or note is counted as besides its bytes and its name: what it takes in the memory of who reads the page. */
  private static final int ITEM_BYTES = 128;

  public TopicPage {
    stored = List.copyOf(stored);
  }

  /** From {@code from} on, until it holds {@code maxBytes}; the item that reaches it still comes. */
  static TopicPage of(StoredTopic topic, Cursor from, int maxBytes) {
    List<Stored> stored = new ArrayList<>();
    int bytes = 0;
    if (!(from instanceof Cursor.AfterNote)) {
      long after = from instanceof Cursor.AfterMessage message ? message.sequence() : -1;
      for (Map.Entry<Long, Message> message : topic.messages().from(after, false)) {
        stored.add(new Stored.Envelope(message.getKey(), message.getValue().envelope()));
        bytes += ITEM_BYTES + message.getValue().envelope().length;
        if (bytes >= maxBytes) return new TopicPage(stored, Optional.of(new Cursor.AfterMessage(message.getKey())));
      }
    }
    String after = from instanceof Cursor.AfterNote note ? note.name() : "";
    for (Map.Entry<String, byte[]> note : topic.notes().from(after, false)) {
      stored.add(new Stored.Note(note.getKey(), note.getValue()));
      bytes += ITEM_BYTES + 3 * note.getKey().length() + note.getValue().length;
      if (bytes >= maxBytes) return new TopicPage(stored, Optional.of(new Cursor.AfterNote(note.getKey())));
    }
    return new TopicPage(stored, Optional.empty());
  }
}
