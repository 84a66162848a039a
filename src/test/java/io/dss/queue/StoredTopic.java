package io.dss.queue;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a store has of a topic: effects go in, and nothing else. It refuses effects that make no sense. */
final class StoredTopic {
  final TreeMap<Long, byte[]> envelopes = new TreeMap<>();
  final TreeMap<Long, byte[]> bodies = new TreeMap<>();
  final TreeMap<String, byte[]> notes = new TreeMap<>();
  private long lastKept;

  void append(List<Effect> effects) {
    for (Effect effect : effects) append(effect);
  }

  private void append(Effect effect) {
    if (effect instanceof Effect.Keep keep) {
      assertTrue(keep.sequence() > lastKept, () -> "sequence " + keep.sequence() + " after " + lastKept);
      lastKept = keep.sequence();
      envelopes.put(keep.sequence(), keep.envelope());
      bodies.put(keep.sequence(), keep.body());
    } else if (effect instanceof Effect.Change change) {
      assertNotNull(envelopes.put(change.sequence(), change.envelope()), "changed what is not there");
    } else if (effect instanceof Effect.Forget forget) {
      assertNotNull(envelopes.remove(forget.sequence()), "forgot what is not there");
      bodies.remove(forget.sequence());
    } else if (effect instanceof Effect.Note note) {
      notes.put(note.name(), note.value());
    } else if (effect instanceof Effect.Erase erase) {
      // It may never have been there: what is noted and erased in one step is only erased.
      notes.remove(erase.name());
    }
  }

  /** Everything, the newest first and some of it twice. */
  List<Stored> stored() {
    List<Stored> stored = new ArrayList<>();
    for (Map.Entry<Long, byte[]> envelope : envelopes.descendingMap().entrySet()) stored.add(new Stored.Envelope(envelope.getKey(), envelope.getValue()));
    for (Map.Entry<String, byte[]> note : notes.entrySet()) stored.add(new Stored.Note(note.getKey(), note.getValue()));
    stored.addAll(stored.subList(0, stored.size() / 2));
    return stored;
  }

  /** That what a state says of itself is what the store has. */
  void assertHolds(Iterable<Stored> everything) {
    TreeMap<Long, byte[]> left = new TreeMap<>(envelopes);
    TreeMap<String, byte[]> leftNotes = new TreeMap<>(notes);
    for (Stored stored : everything) {
      if (stored instanceof Stored.Envelope envelope) {
        byte[] has = left.remove(envelope.sequence());
        assertNotNull(has, () -> "message " + envelope.sequence() + " is not stored");
      } else if (stored instanceof Stored.Note note) {
        assertNotNull(leftNotes.remove(note.name()), () -> "note '" + note.name() + "' is not stored");
      }
    }
    assertTrue(left.isEmpty(), () -> "stored but not there: " + left.keySet());
    assertTrue(leftNotes.isEmpty(), () -> "stored but not there: " + leftNotes.keySet());
  }
}
