package io.dss.node.raft;

import io.dss.raft.log.SnapshotMeta;
import io.dss.spi.LogStore;
import io.dss.spi.SnapshotStore;

/** What the disk held at the start. The tables are those of {@code newest}. */
record Recovery(SnapshotMeta newest, LogStore.Recovered log) {
  private static final System.Logger LOG = System.getLogger(Recovery.class.getName());

  /** Reads log and newest snapshot, and puts the snapshot's tables into {@code tables}. Blocks on the disk. */
  static Recovery from(LogStore log, SnapshotStore snapshots, Tables tables) {
    LogStore.Recovered recovered = log.recover();
    recovered.torn().ifPresent(torn -> LOG.log(System.Logger.Level.WARNING,
        "the last write before the stop was not whole: " + torn.bytesCut() + " bytes cut off at " + torn.file() + ":" + torn.offset()
            + (torn.doubtful() ? "; it may have been acknowledged, so this node does not vote before its peers have taught it what they know" : "")));
    SnapshotMeta newest = snapshots.newest().orElseThrow(() -> new IllegalStateException("started before it was formed"));
    try (SnapshotStore.Source source = snapshots.open()) {
      tables.restored(source).run();
    }
    return new Recovery(newest, recovered);
  }

  /** Whether the log's end may be missing what this node has acknowledged. */
  boolean isDoubtful() {
    return log.torn().filter(LogStore.TornTail::doubtful).isPresent();
  }

  /** Of the last entry that was on the disk, in the log or covered by the snapshot. */
  long lastIndex() {
    int entries = log.entries().size();
    return entries == 0 ? newest.lastIndex() : Math.max(newest.lastIndex(), log.entries().get(entries - 1).index());
  }
}
