package io.dss.queue;

/** What the store of a topic must do so that an answer becomes true. The effects of many calls go down as one batch, all or none. Arrays are never written to. */
public sealed interface Effect {
  /** A new message. @param sequence rises with every message of the topic and is never used again */
  record Keep(long sequence, byte[] envelope, byte[] body) implements Effect {}

  /** Its envelope is another now: it was delivered, returned, delayed, is dead, ... The body stays. */
  record Change(long sequence, byte[] envelope) implements Effect {}

  /** Envelope and body go. */
  record Forget(long sequence) implements Effect {}

  /** Whatever is no message: settings, groups, counters, ids that were published, results by Idempotency-Key. Replaces what had this name. */
  record Note(String name, byte[] value) implements Effect {}

  record Erase(String name) implements Effect {}

  /** How many bytes it adds to a batch, its keys and overhead roughly counted. */
  default int bytes() {
    if (this instanceof Keep keep) return 40 + keep.envelope().length + keep.body().length;
    if (this instanceof Change change) return 40 + change.envelope().length;
    if (this instanceof Note note) return 40 + 2 * note.name().length() + note.value().length;
    return this instanceof Erase erase ? 40 + 2 * erase.name().length() : 40;
  }
}
