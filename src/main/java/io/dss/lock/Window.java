package io.dss.lock;

import io.dss.kernel.Invariant;
import io.dss.kernel.RequestStamp;
import io.dss.kernel.SortedTree;

/**
 * The results of one origin's requests, for its newest incarnation.
 *
 * @param floor no result below it is kept, and none is carried out: it is the highest floor the origin has named, or higher where the window is full
 * @param checkAtMillis log time at which to look whether the origin has been idle for {@link LockLimits#ORIGIN_IDLE_MILLIS}
 * @param bytes what the results count against {@link LockLimits#WINDOW_BYTES}
 */
record Window(long incarnation, long floor, long lastUsedMillis, long checkAtMillis, long bytes, SortedTree<Long, Kept> results) {
  static Window opened(long incarnation, long nowMillis) {
    return new Window(incarnation, 1, nowMillis, nowMillis + LockLimits.ORIGIN_IDLE_MILLIS, 0, SortedTree.empty());
  }

  /** The origin has started anew: what its earlier life sent is forgotten. */
  Window restarted(long newIncarnation) {
    return new Window(newIncarnation, 1, lastUsedMillis, checkAtMillis, 0, SortedTree.empty());
  }

  /** With the result of {@code stamp}, without what its origin says is settled, and without the oldest as far as there are too many. */
  Window keeping(RequestStamp stamp, Kept kept, long nowMillis) {
    Invariant.check(stamp.sequence() >= floor && !results.contains(stamp.sequence()), "result of %s is kept twice", stamp);
    SortedTree<Long, Kept> newer = results.with(stamp.sequence(), kept);
    long newBytes = bytes + Footprint.of(kept);
    long newFloor = Math.max(floor, stamp.floor());
    while (true) {
      long lowest = newer.isEmpty() ? Long.MAX_VALUE : newer.first().orElseThrow().getKey();
      boolean full = newer.size() > LockLimits.WINDOW_RESULTS || newBytes > LockLimits.WINDOW_BYTES;
      if (lowest >= newFloor && !full) break;
      newBytes -= Footprint.of(newer.get(lowest));
      newer = newer.without(lowest);
      newFloor = Math.max(newFloor, lowest + 1);
    }
    return new Window(incarnation, newFloor, nowMillis, checkAtMillis, newBytes, newer);
  }

  /** With the result of a wait in the place of the wait; unchanged if nothing waits under {@code sequence} any more. */
  Window settling(long sequence, Kept.Answer answer) {
    Kept before = results.get(sequence);
    if (!(before instanceof Kept.Wait)) return this;
    long newBytes = bytes + Footprint.of(answer) - Footprint.of(before);
    return new Window(incarnation, floor, lastUsedMillis, checkAtMillis, newBytes, results.with(sequence, answer));
  }

  /** With a result that was read from a snapshot. */
  Window restored(long sequence, Kept kept) {
    return new Window(incarnation, floor, lastUsedMillis, checkAtMillis, bytes + Footprint.of(kept), results.with(sequence, kept));
  }

  Window checkedAgainAt(long atMillis) {
    return new Window(incarnation, floor, lastUsedMillis, atMillis, bytes, results);
  }
}
