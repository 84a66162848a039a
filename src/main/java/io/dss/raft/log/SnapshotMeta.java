package io.dss.raft.log;

/**
 * What a snapshot stands for: the state after applying every entry up to {@code lastIndex}.
 *
 * @param lastIndex index of the last entry it covers; 0 for the state before the first entry
 * @param lastTerm that entry's term; 0 with index 0
 * @param lastTimeMillis that entry's log time, so that log time never runs back when the entry itself is gone
 * @param configuration the latest configuration as of {@code lastIndex}
 */
public record SnapshotMeta(long lastIndex, long lastTerm, long lastTimeMillis, Configuration configuration) {
  public SnapshotMeta {
    if (lastIndex < 0 || lastTerm < 0 || lastTimeMillis < 0) throw new IllegalArgumentException("snapshot at " + lastIndex + "/" + lastTerm);
  }

  /** Where every log begins: nothing applied, the voters as first formation fixed them. */
  public static SnapshotMeta bootstrap(Configuration configuration) {
    return new SnapshotMeta(0, 0, 0, configuration);
  }
}
