package io.dss.raft.log;

import io.dss.kernel.Invariant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * The log as a node has it in memory: the newest snapshot and the entries after it, with a tail of entries the snapshot covers for followers that
 * are slightly behind. What of it is on disk is told elsewhere.
 *
 * <p>Invariants: entries are gapless and ascending; their terms and log times never decrease; {@code baseIndex <= snapshot.lastIndex <= lastIndex}.
 * Not thread-safe.
 */
public final class RaftLog {
  private SnapshotMeta snapshot;

  /** The entry before the first one kept: its index and term are known, the entry itself is gone. */
  private long baseIndex;

  private long baseTerm;

  private final ArrayList<LogEntry> entries = new ArrayList<>();

  /** From which index on which configuration is in force: the snapshot's, then those of entries after it. Never empty. */
  private final TreeMap<Long, Configuration> configurations = new TreeMap<>();

  public RaftLog(SnapshotMeta snapshot) {
    restartAfter(snapshot);
  }

  /**
   * The log as a disk has kept it. Entries that do not continue {@code newest} are not taken: a received snapshot is stored before the log is
   * restarted after it, and a crash may come between.
   *
   * @param stored ascending, gapless; may begin before the snapshot's end
   */
  public static RaftLog recovered(SnapshotMeta newest, List<LogEntry> stored) {
    RaftLog log = new RaftLog(newest);
    if (!continues(newest, stored)) return log;
    LogEntry first = stored.get(0);
    if (first.index() <= newest.lastIndex()) {
      log.baseIndex = first.index();
      log.baseTerm = first.term();
      stored = stored.subList(1, stored.size());
    }
    stored.forEach(log::append);
    return log;
  }

  private static boolean continues(SnapshotMeta newest, List<LogEntry> stored) {
    if (stored.isEmpty()) return false;
    long first = stored.get(0).index();
    Invariant.check(first <= newest.lastIndex() + 1, "the log begins at %d, the snapshot ends at %d: entries are lost", first, newest.lastIndex());
    if (first == newest.lastIndex() + 1) return true;
    long at = newest.lastIndex() - first;
    return at < stored.size() && stored.get((int) at).term() == newest.lastTerm();
  }

  public SnapshotMeta snapshot() {
    return snapshot;
  }

  /** The first entry that is kept; one above {@link #lastIndex} if none is. */
  public long firstIndex() {
    return baseIndex + 1;
  }

  public long lastIndex() {
    return baseIndex + entries.size();
  }

  public long lastTerm() {
    return entries.isEmpty() ? baseTerm : entries.get(entries.size() - 1).term();
  }

  /** Log time of the last entry, or of the snapshot. */
  public long lastTimeMillis() {
    return entries.isEmpty() ? snapshot.lastTimeMillis() : entries.get(entries.size() - 1).timeMillis();
  }

  /** The latest configuration in the log, committed or not (thesis §4.1). */
  public Configuration configuration() {
    return configurations.lastEntry().getValue();
  }

  /** The configuration in force at {@code index}, which is not below the snapshot's end. */
  public Configuration configurationAt(long index) {
    Invariant.check(index >= snapshot.lastIndex(), "the configuration at %d went with the snapshot at %d", index, snapshot.lastIndex());
    return configurations.floorEntry(index).getValue();
  }

  /** The term of the entry at {@code index}; empty below the entry before the first, and above the last. */
  public OptionalLong term(long index) {
    if (index == baseIndex) return OptionalLong.of(baseTerm);
    return index < baseIndex || index > lastIndex() ? OptionalLong.empty() : OptionalLong.of(entry(index).term());
  }

  /** There is an entry of {@code term} at {@code index}: then the logs agree up to it (§5.3). */
  public boolean matches(long index, long term) {
    OptionalLong mine = term(index);
    return mine.isPresent() && mine.getAsLong() == term;
  }

  /** A log that ends with (lastIndex, lastTerm) has at least what this one has (§5.4.1). */
  public boolean isCoveredBy(long otherLastIndex, long otherLastTerm) {
    return otherLastTerm > lastTerm() || otherLastTerm == lastTerm() && otherLastIndex >= lastIndex();
  }

  /**
   * The highest index not above {@code index} whose entry has a term not above {@code term}: where this log may agree with one that has {@code term}
   * at {@code index}. One round trip then skips a whole term (§5.3, last paragraphs). Where entries are gone already it is {@code index} itself.
   */
  public long lastIndexNotAbove(long index, long term) {
    long at = Math.min(index, lastIndex());
    while (at > baseIndex && entry(at).term() > term) at--;
    return at;
  }

  public LogEntry entry(long index) {
    Invariant.check(index > baseIndex && index <= lastIndex(), "entry %d is not in %d..%d", index, firstIndex(), lastIndex());
    return entries.get((int) (index - baseIndex - 1));
  }

  /** Entries {@code from..through}, cut so that they hold at most {@code maxBytes}; the first one is always there. */
  public List<LogEntry> slice(long from, long through, long maxBytes) {
    List<LogEntry> slice = new ArrayList<>();
    long bytes = 0;
    for (long index = from; index <= through; index++) {
      LogEntry entry = entry(index);
      bytes += entry.sizeBytes();
      if (bytes > maxBytes && !slice.isEmpty()) break;
      slice.add(entry);
    }
    return slice;
  }

  public void append(LogEntry entry) {
    Invariant.check(entry.index() == lastIndex() + 1, "entry %d after %d", entry.index(), lastIndex());
    Invariant.check(entry.term() >= lastTerm(), "entry %s after term %d", entry, lastTerm());
    Invariant.check(entry.timeMillis() >= lastTimeMillis() || entry.index() <= snapshot.lastIndex(), "%s after log time %d", entry, lastTimeMillis());
    entries.add(entry);
    if (entry.kind() == LogEntry.Kind.CONFIGURATION && entry.index() > snapshot.lastIndex()) {
      configurations.put(entry.index(), Configuration.decoded(entry.payload()));
    }
  }

  /** The first of {@code others} that is not in this log with the same term, or nothing if all are there. They continue something in this log. */
  public List<LogEntry> missingOf(List<LogEntry> others) {
    for (int i = 0; i < others.size(); i++) {
      LogEntry other = others.get(i);
      if (!matches(other.index(), other.term())) return others.subList(i, others.size());
    }
    return List.of();
  }

  /** Drops the entries from {@code index} on. */
  public void truncateFrom(long index) {
    Invariant.check(index > snapshot.lastIndex(), "entry %d is in the snapshot at %d and cannot go", index, snapshot.lastIndex());
    if (index > lastIndex()) return;
    entries.subList((int) (index - baseIndex - 1), entries.size()).clear();
    configurations.tailMap(index, true).clear();
  }

  /**
   * A snapshot covers the log up to {@code newest.lastIndex}: entries below a tail of {@code keepTailEntries}, in all at most {@code keepTailBytes}, go.
   *
   * @return the last index that went
   */
  public long compact(SnapshotMeta newest, int keepTailEntries, long keepTailBytes) {
    long end = newest.lastIndex();
    Invariant.check(end >= snapshot.lastIndex(), "a snapshot at %d after one at %d", end, snapshot.lastIndex());
    Invariant.check(matches(end, newest.lastTerm()), "a snapshot at %d/%d, where the log has %s", end, newest.lastTerm(), term(end));
    snapshot = newest;
    configurations.headMap(end, true).clear();
    configurations.put(end, newest.configuration());
    long through = tailBegins(end, keepTailEntries, keepTailBytes);
    long term = term(through).getAsLong();
    entries.subList(0, (int) (through - baseIndex)).clear();
    baseIndex = through;
    baseTerm = term;
    return baseIndex;
  }

  /** The last entry before the tail that ends with {@code end}. */
  private long tailBegins(long end, int keepTailEntries, long keepTailBytes) {
    long at = end;
    long bytes = 0;
    while (at > baseIndex && end - at < keepTailEntries) {
      bytes += entry(at).sizeBytes();
      if (bytes > keepTailBytes) break;
      at--;
    }
    return at;
  }

  /** Forgets everything for the snapshot: what was here does not lead to it. */
  public void restartAfter(SnapshotMeta newest) {
    snapshot = newest;
    baseIndex = newest.lastIndex();
    baseTerm = newest.lastTerm();
    entries.clear();
    configurations.clear();
    configurations.put(newest.lastIndex(), newest.configuration());
  }
}
