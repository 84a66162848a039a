package io.dss.raft;

import io.dss.raft.log.RaftLog;

/** How many bytes of a leader's log are not yet both committed and on its own disk: what back-pressure is measured by. */
final class Backlog {
  private long settledIndex;
  private long pendingBytes;

  Backlog(RaftLog log, long settledIndex) {
    this.settledIndex = settledIndex;
    for (long index = settledIndex + 1; index <= log.lastIndex(); index++) pendingBytes += log.entry(index).sizeBytes();
  }

  long pendingBytes() {
    return pendingBytes;
  }

  void added(long bytes) {
    pendingBytes += bytes;
  }

  /** Entries up to {@code index} wait no more. */
  void settled(RaftLog log, long index) {
    while (settledIndex < index) pendingBytes -= log.entry(++settledIndex).sizeBytes();
  }
}
