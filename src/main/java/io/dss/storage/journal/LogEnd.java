package io.dss.storage.journal;

import io.dss.kernel.DiskId;
import io.dss.raft.log.HardState;
import io.dss.raft.log.LogEntry;

/** Where the log ends (index and term of the last entry, or of what it was restarted after) and the hard state that holds there. */
record LogEnd(long index, long term, HardState hardState) {
  static final LogEnd NOTHING = new LogEnd(0, 0, HardState.INITIAL);

  LogEnd after(LogEntry entry) {
    return new LogEnd(entry.index(), entry.term(), hardState);
  }

  LogEnd with(HardState state) {
    return new LogEnd(index, term, state);
  }

  SegmentHeader header(DiskId disk, long firstBatch, boolean restart) {
    return new SegmentHeader(disk, firstBatch, restart, index, term, hardState);
  }
}
