package io.dss.storage.journal;

import io.dss.kernel.MalformedBinary;
import io.dss.raft.log.HardState;
import io.dss.raft.log.LogEntry;
import java.util.ArrayList;
import java.util.List;

/** Rebuilds the log from the items of all segments in the order they were written. What does not follow from what went before is malformed. */
final class Replay implements Items.Reader {
  private final List<LogEntry> entries = new ArrayList<>();
  private long baseIndex;
  private long baseTerm;
  private boolean baseMayMove;
  private HardState hardState = HardState.INITIAL;
  private long highestInSegment;

  /** The oldest segment on the disk begins the log. */
  void beginOldest(SegmentHeader header) {
    restartAt(header);
    // Segments before it may have been dropped, and an entry that replaces some of theirs may come after others that went on from those.
    baseMayMove = !header.restart();
  }

  /** A later segment must say of what went before what was found there. */
  void begin(SegmentHeader header) {
    if (header.restart()) {
      restartAt(header);
      return;
    }
    LogEnd end = end();
    if (header.baseIndex() != end.index() || header.baseTerm() != end.term() || !header.hardState().equals(end.hardState())) {
      throw new MalformedBinary("its header expects " + header.baseIndex() + "/" + header.baseTerm() + " with " + header.hardState()
          + " before it, but there is " + end.index() + "/" + end.term() + " with " + end.hardState());
    }
    highestInSegment = 0;
  }

  @Override
  public void entry(LogEntry entry) {
    if (baseMayMove && entry.index() <= baseIndex) {
      entries.clear();
      baseIndex = entry.index() - 1;
      baseTerm = 0;
    }
    long kept = entry.index() - baseIndex - 1;
    if (kept < 0 || kept > entries.size()) throw new MalformedBinary("entry " + entry.index() + " does not follow entry " + end().index());
    entries.subList((int) kept, entries.size()).clear();
    entries.add(entry);
    highestInSegment = Math.max(highestInSegment, entry.index());
  }

  @Override
  public void hardState(HardState state) {
    hardState = state;
  }

  LogEnd end() {
    if (entries.isEmpty()) return new LogEnd(baseIndex, baseTerm, hardState);
    LogEntry last = entries.get(entries.size() - 1);
    return new LogEnd(last.index(), last.term(), hardState);
  }

  List<LogEntry> entries() {
    return List.copyOf(entries);
  }

  long baseIndex() {
    return baseIndex;
  }

  /** The highest index in the segment that was begun last, replaced or not. */
  long highestInSegment() {
    return highestInSegment;
  }

  private void restartAt(SegmentHeader header) {
    entries.clear();
    baseIndex = header.baseIndex();
    baseTerm = header.baseTerm();
    hardState = header.hardState();
    baseMayMove = false;
    highestInSegment = 0;
  }
}
