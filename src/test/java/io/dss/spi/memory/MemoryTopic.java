package io.dss.spi.memory;

import io.dss.kernel.Invariant;
import io.dss.kernel.SortedTree;
import io.dss.queue.Effect;
import io.dss.queue.Fence;
import io.dss.queue.Stored;
import io.dss.spi.MessageStore.Appended;
import io.dss.spi.MessageStore.Claimed;
import io.dss.spi.MessageStore.Page;
import io.dss.spi.MessageStore.Refused;
import io.dss.spi.MessageStore.Unreachable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;

/** One topic of a {@link MemoryMessageStore}. Failures are thrown inside a {@link CompletionException}. Not thread-safe. */
final class MemoryTopic {
  /** Batches that can be taken back. */
  static final int PAST = 64;
  private static final int PAGE_RECORDS = 100;
  private static final char NOTES = 'n';
  private static final char ENVELOPES = 'e';

  /** All there is of it, as a value. */
  private record State(
      Optional<Fence> fence, long number, SortedTree<Long, byte[]> envelopes, SortedTree<Long, byte[]> bodies, SortedTree<String, byte[]> notes) {
    State with(Fence claimed) {
      return new State(Optional.of(claimed), number, envelopes, bodies, notes);
    }

    State numbered(long batch) {
      return new State(fence, batch, envelopes, bodies, notes);
    }

    State with(Effect effect) {
      if (effect instanceof Effect.Keep keep) {
        return new State(fence, number, envelopes.with(keep.sequence(), keep.envelope()), bodies.with(keep.sequence(), keep.body()), notes);
      }
      if (effect instanceof Effect.Change change) return new State(fence, number, envelopes.with(change.sequence(), change.envelope()), bodies, notes);
      if (effect instanceof Effect.Forget gone) return new State(fence, number, envelopes.without(gone.sequence()), bodies.without(gone.sequence()), notes);
      if (effect instanceof Effect.Note note) return new State(fence, number, envelopes, bodies, notes.with(note.name(), note.value()));
      return new State(fence, number, envelopes, bodies, notes.without(((Effect.Erase) effect).name()));
    }
  }

  private final Deque<State> past = new ArrayDeque<>();
  private State state = new State(Optional.empty(), 0, SortedTree.empty(), SortedTree.empty(), SortedTree.empty());

  long number() {
    return state.number;
  }

  void goBack(int batches) {
    Invariant.check(batches <= past.size(), "%d batches back, there are %d", batches, past.size());
    for (int i = 0; i < batches; i++) state = past.removeLast();
  }

  Claimed claim(Fence fence) {
    state.fence.ifPresent(present -> checkCluster(fence, present));
    boolean fenced = state.fence.isPresent() && state.fence.get().isAfter(fence);
    if (fenced) return new Claimed.Fenced(state.fence.get());
    state = state.with(fence);
    return new Claimed.Granted(state.number);
  }

  Appended append(Fence fence, long number, List<Effect> effects, Optional<Appended.Full> full) {
    if (state.fence.isEmpty()) return new Appended.Behind(state.number);
    Fence present = state.fence.get();
    checkCluster(fence, present);
    // A later fence than the present one had been claimed with: that was forgotten, and with it what came after.
    if (!fence.equals(present)) {
      return fence.isAfter(present) && state.number < number ? new Appended.Behind(state.number) : new Appended.Fenced(present);
    }
    if (number <= state.number) return new Appended.Already();
    if (number > state.number + 1) return new Appended.Behind(state.number);
    if (full.isPresent() && effects.stream().anyMatch(Effect.Keep.class::isInstance)) return full.get();
    past.add(state);
    if (past.size() > PAST) past.removeFirst();
    for (Effect effect : effects) state = state.with(effect);
    state = state.numbered(number);
    return new Appended.Applied();
  }

  private static void checkCluster(Fence fence, Fence present) {
    if (fence.cluster().equals(present.cluster())) return;
    throw new CompletionException(new Refused("the topic is of cluster " + present.cluster() + ", not of " + fence.cluster()));
  }

  Page load(Fence fence, Optional<String> cursor) {
    if (!state.fence.equals(Optional.of(fence))) {
      throw new CompletionException(new Unreachable("loaded under " + fence + ", but claimed by " + state.fence.map(Fence::toString).orElse("nobody")));
    }
    List<Stored> stored = new ArrayList<>();
    if (cursor.isEmpty() || cursor.get().charAt(0) == ENVELOPES) {
      long after = cursor.map(text -> Long.parseLong(text.substring(1))).orElse(Long.MIN_VALUE);
      for (Map.Entry<Long, byte[]> entry : state.envelopes.from(after, false)) {
        if (stored.size() == PAGE_RECORDS) return new Page(stored, Optional.of(ENVELOPES + "" + ((Stored.Envelope) stored.get(PAGE_RECORDS - 1)).sequence()));
        stored.add(new Stored.Envelope(entry.getKey(), entry.getValue()));
      }
      return new Page(stored, state.notes.isEmpty() ? Optional.empty() : Optional.of(String.valueOf(NOTES)));
    }
    String after = cursor.get().substring(1);
    for (Map.Entry<String, byte[]> entry : state.notes.from(after, after.isEmpty())) {
      if (stored.size() == PAGE_RECORDS) return new Page(stored, Optional.of(NOTES + ((Stored.Note) stored.get(PAGE_RECORDS - 1)).name()));
      stored.add(new Stored.Note(entry.getKey(), entry.getValue()));
    }
    return new Page(stored, Optional.empty());
  }

  Map<Long, byte[]> read(List<Long> sequences) {
    Map<Long, byte[]> bodies = new TreeMap<>();
    for (long sequence : sequences) state.bodies.find(sequence).ifPresent(body -> bodies.put(sequence, body));
    return bodies;
  }
}
