package io.dss.queue.table;

import io.dss.kernel.SortedTree;
import io.dss.queue.Effect;
import io.dss.queue.Fence;
import java.util.List;

/**
 * One topic.
 *
 * @param fence of the claim that stands
 * @param claimedIndex of its entry in the log
 * @param number of the last batch, 0 before the first
 * @param bytes of its messages and notes, by {@link Footprint}
 */
record StoredTopic(
    Fence fence, long claimedIndex, long number, SortedTree<Long, Message> messages, SortedTree<String, byte[]> notes, long bytes) {
  /** Without messages and notes. */
  static StoredTopic bare(Fence fence, long claimedIndex, long number) {
    return new StoredTopic(fence, claimedIndex, number, SortedTree.empty(), SortedTree.empty(), 0);
  }

  /** Under a later claim. */
  StoredTopic reclaimed(Fence by, long index) {
    return new StoredTopic(by, index, number, messages, notes, bytes);
  }

  boolean wasWritten() {
    return number > 0;
  }

  /** With the next batch applied. */
  StoredTopic with(List<Effect> effects) {
    StoredTopic topic = new StoredTopic(fence, claimedIndex, number + 1, messages, notes, bytes);
    for (Effect effect : effects) topic = topic.with(effect);
    return topic;
  }

  private StoredTopic with(Effect effect) {
    if (effect instanceof Effect.Keep keep) return message(keep.sequence(), Message.of(keep.envelope(), keep.body()));
    if (effect instanceof Effect.Change change) {
      Message before = messages.get(change.sequence());
      return message(change.sequence(), before == null ? Message.withoutBody(change.envelope()) : before.with(change.envelope()));
    }
    if (effect instanceof Effect.Forget forget) return withoutMessage(forget.sequence());
    if (effect instanceof Effect.Note note) return note(note.name(), note.value());
    return withoutNote(((Effect.Erase) effect).name());
  }

  StoredTopic message(long sequence, Message message) {
    return withMessages(messages.with(sequence, message), bytes + Footprint.of(message) - bytesOf(messages.get(sequence)));
  }

  private StoredTopic withoutMessage(long sequence) {
    return withMessages(messages.without(sequence), bytes - bytesOf(messages.get(sequence)));
  }

  StoredTopic note(String name, byte[] value) {
    return withNotes(notes.with(name, value), bytes + Footprint.ofNote(name, value) - bytesOf(name, notes.get(name)));
  }

  private StoredTopic withoutNote(String name) {
    return withNotes(notes.without(name), bytes - bytesOf(name, notes.get(name)));
  }

  private StoredTopic withMessages(SortedTree<Long, Message> changed, long changedBytes) {
    return new StoredTopic(fence, claimedIndex, number, changed, notes, changedBytes);
  }

  private StoredTopic withNotes(SortedTree<String, byte[]> changed, long changedBytes) {
    return new StoredTopic(fence, claimedIndex, number, messages, changed, changedBytes);
  }

  private static long bytesOf(Message message) {
    return message == null ? 0 : Footprint.of(message);
  }

  private static long bytesOf(String name, byte[] value) {
    return value == null ? 0 : Footprint.ofNote(name, value);
  }
}
