package io.dss.node.queue;

import io.dss.queue.Stored;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Holds what a store has of a topic against what its owner has. It keeps a digest of each envelope and note, 17 bytes for an envelope, and neither
 * side's
 * bytes, so that a topic of millions of messages can be compared. Takes the store's side; pages may repeat.
 */
final class StoreComparison implements Consumer<Stored> {
  /** How something of the owner's stands in the store. */
  enum Match {
    ABSENT,
    DIFFERENT,
    SAME
  }

  private final long[] sequences;
  private final long[] digests;
  private final byte[] matches;
  private final TreeMap<String, Long> notes = new TreeMap<>();
  private final TreeMap<String, Match> noteMatches = new TreeMap<>();
  private final TreeSet<Long> surplus = new TreeSet<>();
  private final TreeSet<String> surplusNotes = new TreeSet<>();

  /** @param owned everything that the owner has; walked through twice */
  StoreComparison(Iterable<Stored> owned) {
    int count = 0;
    long[] found = new long[1_024];
    for (Stored stored : owned) {
      if (stored instanceof Stored.Note note) {
        notes.put(note.name(), digest(note.value()));
      } else {
        if (count == found.length) found = Arrays.copyOf(found, 2 * count);
        found[count++] = ((Stored.Envelope) stored).sequence();
      }
    }
    sequences = Arrays.copyOf(found, count);
    Arrays.sort(sequences);
    digests = new long[count];
    matches = new byte[count];
    for (Stored stored : owned) {
      if (stored instanceof Stored.Envelope envelope) digests[Arrays.binarySearch(sequences, envelope.sequence())] = digest(envelope.bytes());
    }
  }

  @Override
  public void accept(Stored stored) {
    if (stored instanceof Stored.Note note) {
      Long mine = notes.get(note.name());
      if (mine == null) surplusNotes.add(note.name());
      else noteMatches.put(note.name(), mine == digest(note.value()) ? Match.SAME : Match.DIFFERENT);
      return;
    }
    Stored.Envelope envelope = (Stored.Envelope) stored;
    int at = Arrays.binarySearch(sequences, envelope.sequence());
    if (at < 0) surplus.add(envelope.sequence());
    else matches[at] = (byte) (digests[at] == digest(envelope.bytes()) ? Match.SAME : Match.DIFFERENT).ordinal();
  }

  Match message(long sequence) {
    int at = Arrays.binarySearch(sequences, sequence);
    return at < 0 ? Match.ABSENT : Match.values()[matches[at]];
  }

  Match note(String name) {
    return noteMatches.getOrDefault(name, Match.ABSENT);
  }

  /** Messages that only the store has: they were done since. */
  List<Long> surplus() {
    return new ArrayList<>(surplus);
  }

  List<String> surplusNotes() {
    return new ArrayList<>(surplusNotes);
  }

  /** FNV-1a, 64 bits: against chance, which is all that differs here. */
  private static long digest(byte[] bytes) {
    long hash = 0xcbf29ce484222325L;
    for (byte next : bytes) hash = (hash ^ (next & 0xff)) * 0x100000001b3L;
    return hash;
  }
}
