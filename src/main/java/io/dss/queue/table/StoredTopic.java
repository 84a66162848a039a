package io.dss.queue.table;

import io.dss.kernel.SortedTree;
import io.dss.queue.Effect;
import io.dss.queue.Fence;
import java.util.List;
import java.util.Optional;

/**
 * One topic.
 *
 * @param fence of the claim that stands
 * @param claimedIndex of its entry in the log
 * @param number of the last batch, 0 before the first
 * @param closed the claim before, if it wrote anything
 * @param bytes of its messages and notes, by {@link Footprint}
 */
record StoredTopic(Fence fence, long claimedIndex, long number, Optional<Closed> closed, SortedTree<Long, Message> messages,
    SortedTree<String, byte[]> notes, long bytes) {
  /**
   * How far the claim before this one came. A batch is sent again until it is answered; that of an owner which is fenced off meanwhile must not be told that it changed
   * nothing if its first copy was applied.
   */
  record Closed(Fence fence, long number) {}

  static StoredTopic claimed(Fence fence, long index) {
    return restored(fence, index, 0, Optional.empty());
  }

  /** From a snapshot, before its messages and notes. */
  static StoredTopic restored(Fence fence, long claimedIndex, long number, Optional<Closed> closed) {
    return new StoredTopic(fence, claimedIndex, number, closed, SortedTree.empty(), SortedTree.empty(), 0);
  }

  /** Under a later claim. */
  StoredTopic reclaimed(Fence by, long index) {
    return new StoredTopic(by, index, number, number > 0 ? Optional.of(new Closed(fence, number)) : Optional.empty(), messages, notes, bytes);
  }

  boolean wasWritten() {
    return number > 0;
  }

  /** Whether batch {@code batch} was applied under {@code under}, the claim before this one. */
  boolean appliedBefore(Fence under, long batch) {
    return closed.isPresent() && closed.get().fence().equals(under) && batch <= closed.get().number();
  }

  /** With the next batch applied. */
  StoredTopic with(List<Effect> effects) {
    StoredTopic topic = new StoredTopic(fence, claimedIndex, number + 1, closed, messages, notes, bytes);
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
    return new StoredTopic(fence, claimedIndex, number, closed, changed, notes, changedBytes);
  }

  private StoredTopic withNotes(SortedTree<String, byte[]> changed, long changedBytes) {
    return new StoredTopic(fence, claimedIndex, number, closed, messages, changed, changedBytes);
  }

  private static long bytesOf(Message message) {
    return message == null ? 0 : Footprint.of(message);
  }

  private static long bytesOf(String name, byte[] value) {
    return value == null ? 0 : Footprint.ofNote(name, value);
  }
}
