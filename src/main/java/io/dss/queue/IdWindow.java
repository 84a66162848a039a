package io.dss.queue;

import io.dss.kernel.BinaryReader;
import io.dss.kernel.BinaryWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.OptionalLong;

/**
 * The ids of messages that are gone, so that publishing one again is seen. Bounded in time and in number. Durable as one note for each id, in a ring of
 * {@link QueueLimits#ID_WINDOW_IDS} names: a note that is pushed out by number is overwritten and costs nothing; those that are too old are erased some at a
 * time.
 */
final class IdWindow {
  static final String NOTE = "i/";
  /** Notes are erased this much later than they could be, so that a timer finds many of them. */
  private static final long SLACK_MILLIS = 1_000;
  private static final int VERSION = 1;

  private final LinkedHashMap<String, Gone> gone = new LinkedHashMap<>();
  private final List<Gone> loading = new ArrayList<>();
  private long next;

  /** @param number counts those that are gone @param wallMillis when it went, for the next owner; {@code monotonicMillis}: the same, for this one */
  private record Gone(String id, long number, long wallMillis, long monotonicMillis) {
    String note() {
      return NOTE + Long.toString(number % QueueLimits.ID_WINDOW_IDS, Character.MAX_RADIX);
    }

    Stored.Note stored() {
      return new Stored.Note(note(), new BinaryWriter(32 + id.length()).u8(VERSION).string(id).count(number).i64(wallMillis).toBytes());
    }

    boolean over(Now now) {
      return monotonicMillis + QueueLimits.ID_WINDOW_MILLIS <= now.monotonicMillis();
    }
  }

  boolean contains(String id, Now now) {
    Gone found = gone.get(id);
    return found != null && !found.over(now);
  }

  int size() {
    return gone.size();
  }

  void add(String id, Step step) {
    Gone before = gone.remove(id);
    if (before != null) step.erase(before.note());
    // The eldest has the same note as this one: it is overwritten.
    if (next >= QueueLimits.ID_WINDOW_IDS) dropNumber(next - QueueLimits.ID_WINDOW_IDS);
    Gone now = new Gone(id, next++, step.now.wallMillis(), step.now.monotonicMillis());
    gone.put(id, now);
    step.note(now.stored());
  }

  private void dropNumber(long number) {
    while (!gone.isEmpty() && eldest().number() <= number) gone.remove(eldest().id());
  }

  /** Erases what is too old. @return how many, at most {@code budget} */
  int expire(Step step, int budget) {
    int erased = 0;
    while (erased < budget && !gone.isEmpty() && eldest().over(step.now)) {
      step.erase(eldest().note());
      gone.remove(eldest().id());
      erased++;
    }
    return erased;
  }

  OptionalLong nextDueMillis() {
    return gone.isEmpty() ? OptionalLong.empty() : OptionalLong.of(eldest().monotonicMillis() + QueueLimits.ID_WINDOW_MILLIS + SLACK_MILLIS);
  }

  private Gone eldest() {
    return gone.values().iterator().next();
  }

  void load(byte[] value) {
    BinaryReader in = new BinaryReader(value);
    in.version(VERSION, "note of an id");
    loading.add(new Gone(in.string(), in.count(), in.i64(), 0));
  }

  void loaded(Now now) {
    loading.sort(Comparator.comparingLong(Gone::number));
    for (Gone stored : loading) {
      long age = Math.max(0, Math.min(now.wallMillis() - stored.wallMillis(), QueueLimits.ID_WINDOW_MILLIS));
      gone.put(stored.id(), new Gone(stored.id(), stored.number(), stored.wallMillis(), now.monotonicMillis() - age));
      next = stored.number() + 1;
    }
    loading.clear();
  }

  void store(List<Stored> into) {
    for (Gone id : gone.values()) into.add(id.stored());
  }
}
