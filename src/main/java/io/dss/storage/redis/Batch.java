package io.dss.storage.redis;

import io.dss.kernel.Utf8;
import io.dss.queue.Effect;
import io.dss.queue.Effect.Change;
import io.dss.queue.Effect.Erase;
import io.dss.queue.Effect.Forget;
import io.dss.queue.Effect.Keep;
import io.dss.queue.Effect.Note;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a batch comes to, effect after effect, so that each field is touched once and the script has six lists to go through: fields set and fields deleted
 * of envelopes, bodies and notes. What is kept and forgotten in one batch is never sent.
 */
final class Batch {
  private final Map<Long, Optional<byte[]>> envelopes = new TreeMap<>();
  private final Map<Long, Optional<byte[]>> bodies = new TreeMap<>();
  private final Map<String, Optional<byte[]>> notes = new TreeMap<>();

  Batch(List<Effect> effects) {
    effects.forEach(this::add);
  }

  private void add(Effect effect) {
    if (effect instanceof Keep keep) {
      envelopes.put(keep.sequence(), Optional.of(keep.envelope()));
      bodies.put(keep.sequence(), Optional.of(keep.body()));
    } else if (effect instanceof Change change) {
      envelopes.put(change.sequence(), Optional.of(change.envelope()));
    } else if (effect instanceof Forget forget) {
      envelopes.put(forget.sequence(), Optional.empty());
      bodies.put(forget.sequence(), Optional.empty());
    } else if (effect instanceof Note note) {
      notes.put(note.name(), Optional.of(note.value()));
    } else {
      notes.put(((Erase) effect).name(), Optional.empty());
    }
  }

  /** Whether it keeps messages: then a Redis that is full refuses it, and otherwise not. */
  boolean keeps() {
    return bodies.values().stream().anyMatch(Optional::isPresent);
  }

  /** The six counts, then the six lists. */
  List<byte[]> arguments() {
    List<byte[]> counts = new ArrayList<>();
    List<byte[]> lists = new ArrayList<>();
    for (Map<?, Optional<byte[]>> fields : List.of(envelopes, bodies, notes)) {
      counts.add(Utf8.bytes(Long.toString(fields.values().stream().filter(Optional::isPresent).count())));
      counts.add(Utf8.bytes(Long.toString(fields.values().stream().filter(Optional::isEmpty).count())));
      fields.forEach((field, value) -> {
        if (value.isPresent()) lists.addAll(List.of(Utf8.bytes(field.toString()), value.get()));
      });
      fields.forEach((field, value) -> {
        if (value.isEmpty()) lists.add(Utf8.bytes(field.toString()));
      });
    }
    counts.addAll(lists);
    return counts;
  }
}
