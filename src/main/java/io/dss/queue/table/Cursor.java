package io.dss.queue.table;

import java.util.Optional;

/** How far a topic has been read: its messages come first, by sequence, then its notes, by name. */
public sealed interface Cursor {
  record Start() implements Cursor {}

  record AfterMessage(long sequence) implements Cursor {
    public AfterMessage {
      if (sequence < 0) throw new IllegalArgumentException("sequence " + sequence);
    }
  }

  record AfterNote(String name) implements Cursor {}

  /** What {@link #text} gave; empty: from the start. @throws IllegalArgumentException if it is no cursor */
  static Cursor of(Optional<String> text) {
    if (text.isEmpty()) return new Start();
    String rest = text.get().isEmpty() ? "" : text.get().substring(1);
    if (text.get().startsWith("n")) return new AfterNote(rest);
    if (text.get().startsWith("m")) return new AfterMessage(Long.parseLong(rest));
    throw new IllegalArgumentException("'" + text.get() + "' is no cursor of a topic");
  }

  /** Empty for the start. */
  default Optional<String> text() {
    if (this instanceof AfterNote note) return Optional.of("n" + note.name());
    return this instanceof AfterMessage message ? Optional.of("m" + message.sequence()) : Optional.empty();
  }
}
