package io.dss.queue;

import io.dss.kernel.BinaryReader;
import io.dss.kernel.BinaryWriter;
import io.dss.kernel.MalformedBinary;
import io.dss.kernel.Utf8;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The ids of messages that are gone, so that publishing one again is seen. Bounded in time and in number, whichever is less. Of an id its {@link IdPrint} is kept,
 * sixteen of them in one note, as a note of its own would cost eight times what it says. The notes are a ring of names: one that is pushed out by number is
 * overwritten; what is too old is taken out of its note, some at a time.
 */
final class IdWindow {
  static final String NOTE = "i/";
  /** More of them would cost less in the store and more in its log, as a note is written whole whenever one of its ids is new. */
  static final int NOTE_IDS = 16;
  private static final int NOTES = QueueLimits.ID_WINDOW_IDS / NOTE_IDS + 1;
  /** Ids leave the store this much later than they could, so that a timer finds many of them. */
  private static final long SLACK_MILLIS = 1_000;
  private static final int VERSION = 2;
  private static final int BYTES_EACH = 17;

  /** The eldest first. */
  private final LinkedHashMap<Gone, Gone> gone = new LinkedHashMap<>();
  /** By note, that is number / {@link #NOTE_IDS}; null where one has left. */
  private final TreeMap<Long, Gone[]> notes = new TreeMap<>();
  private final TreeSet<Long> changed = new TreeSet<>();
  private long next;

  /** @param number counts those that are gone @param wallMillis when it went, for the next owner; {@code monotonicMillis}: the same, for this one */
  private record Gone(long high, long low, long number, long wallMillis, long monotonicMillis) {
    static Gone of(byte[] id, long number, Now now) {
      long[] print = IdPrint.of(id);
      return new Gone(print[0], print[1], number, now.wallMillis(), now.monotonicMillis());
    }

    boolean over(Now now) {
      return monotonicMillis + QueueLimits.ID_WINDOW_MILLIS <= now.monotonicMillis();
    }

    /** It is looked for by its print alone. */
    @Override
    public boolean equals(Object other) {
      return other instanceof Gone that && that.high == high && that.low == low;
    }

    @Override
    public int hashCode() {
      return Long.hashCode(low);
    }
  }

  boolean contains(String id, Now now) {
    if (gone.isEmpty()) return false;
    Gone found = gone.get(Gone.of(Utf8.bytes(id), 0, now));
    return found != null && !found.over(now);
  }

  int size() {
    return gone.size();
  }

  /** @param id in UTF-8 */
  void add(byte[] id, Now now) {
    Gone one = Gone.of(id, next++, now);
    Gone before = gone.get(one);
    if (before != null) remove(before);
    if (one.number() % NOTE_IDS == 0) overwrite(one.number() / NOTE_IDS - NOTES);
    put(one);
    changed.add(one.number() / NOTE_IDS);
  }

  private void put(Gone one) {
    gone.put(one, one);
    notes.computeIfAbsent(one.number() / NOTE_IDS, note -> new Gone[NOTE_IDS])[(int) (one.number() % NOTE_IDS)] = one;
  }

  private void remove(Gone one) {
    gone.remove(one);
    long note = one.number() / NOTE_IDS;
    Gone[] ids = notes.get(note);
    ids[(int) (one.number() % NOTE_IDS)] = null;
    changed.add(note);
    for (Gone left : ids) {
      if (left != null) return;
    }
    notes.remove(note);
  }

  /** The note that is about to be begun has the same name as this one. */
  private void overwrite(long note) {
    Gone[] ids = notes.remove(note);
    if (ids == null) return;
    for (Gone one : ids) {
      if (one != null) gone.remove(one);
    }
  }

  /** Forgets what is too old. @return how many, at most {@code budget} */
  int expire(Now now, int budget) {
    int forgotten = 0;
    while (forgotten < budget && !gone.isEmpty() && eldest().over(now)) {
      remove(eldest());
      forgotten++;
    }
    return forgotten;
  }

  /** Writes what has changed, at the end of every step. Of two notes of one name the later one comes last. */
  void settle(Step step) {
    for (long note : changed) {
      Gone[] ids = notes.get(note);
      if (ids == null) step.erase(name(note));
      else step.note(stored(note, ids));
    }
    changed.clear();
  }

  OptionalLong nextDueMillis() {
    return gone.isEmpty() ? OptionalLong.empty() : OptionalLong.of(eldest().monotonicMillis() + QueueLimits.ID_WINDOW_MILLIS + SLACK_MILLIS);
  }

  private Gone eldest() {
    return gone.values().iterator().next();
  }

  private static String name(long note) {
    return NOTE + Long.toString(note % NOTES, Character.MAX_RADIX);
  }

  private static Stored.Note stored(long note, Gone[] ids) {
    BinaryWriter out = new BinaryWriter(32 + NOTE_IDS * (BYTES_EACH + 4)).u8(VERSION).count(note);
    int there = 0;
    long first = 0;
    for (int slot = NOTE_IDS - 1; slot >= 0; slot--) {
      if (ids[slot] == null) continue;
      there |= 1 << slot;
      first = ids[slot].wallMillis();
    }
    out.count(there).i64(first);
    for (Gone one : ids) {
      if (one == null) continue;
      long later = one.wallMillis() - first;
      // Zigzag, as the wall clock may have been set back: 0, -1, 1, -2 are 0, 1, 2, 3.
      out.i64(one.high()).i64(one.low()).count(later << 1 ^ later >> 63);
    }
    return new Stored.Note(name(note), out.toBytes());
  }

  /** Takes in a note; again, if a store says it twice. */
  void load(byte[] value) {
    BinaryReader in = new BinaryReader(value);
    in.version(VERSION, "note of ids");
    long note = in.count();
    long there = in.count();
    if (there == 0 || there >= 1L << NOTE_IDS) throw new MalformedBinary("ids " + there + " of a note");
    long first = in.i64();
    Gone[] ids = new Gone[NOTE_IDS];
    for (int slot = 0; slot < NOTE_IDS; slot++) {
      if ((there & 1L << slot) != 0) ids[slot] = read(in, note * NOTE_IDS + slot, first);
    }
    in.end();
    notes.put(note, ids);
  }

  private static Gone read(BinaryReader in, long number, long firstMillis) {
    long high = in.i64();
    long low = in.i64();
    long later = in.count();
    return new Gone(high, low, number, firstMillis + (later >>> 1 ^ -(later & 1)), 0);
  }

  /** All notes are there. */
  void loaded(Now now) {
    List<Gone> stored = new ArrayList<>();
    for (Gone[] ids : notes.values()) {
      for (Gone one : ids) {
        if (one != null) stored.add(one);
      }
    }
    notes.clear();
    for (Gone one : stored) {
      long age = Math.max(0, Math.min(now.wallMillis() - one.wallMillis(), QueueLimits.ID_WINDOW_MILLIS));
      put(new Gone(one.high(), one.low(), one.number(), one.wallMillis(), now.monotonicMillis() - age));
      next = one.number() + 1;
    }
  }

  void store(List<Stored> into) {
    for (Map.Entry<Long, Gone[]> note : notes.entrySet()) into.add(stored(note.getKey(), note.getValue()));
  }
}
