package io.dss.raft.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.kernel.ClusterId;
import io.dss.kernel.DiskId;
import io.dss.kernel.Invariant;
import io.dss.kernel.NodeId;
import io.dss.raft.sim.SimEntropy;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RaftLogTest {
  private static final Configuration FIRST = configuration("a", "b", "c");
  private static final Configuration SECOND = configuration("a", "b", "c", "d");

  private static Configuration configuration(String... voters) {
    TreeMap<NodeId, DiskId> voting = new TreeMap<>();
    for (String voter : voters) voting.put(new NodeId(voter), new DiskId("0".repeat(32)));
    return new Configuration(new ClusterId("f".repeat(32)), voting, new TreeMap<>());
  }

  private static LogEntry entry(long index, long term) {
    return new LogEntry(index, term, index, LogEntry.Kind.COMMAND, new byte[10]);
  }

  private static RaftLog log(long... terms) {
    RaftLog log = new RaftLog(SnapshotMeta.bootstrap(FIRST));
    for (long term : terms) log.append(entry(log.lastIndex() + 1, term));
    return log;
  }

  private static SnapshotMeta meta(long index, long term) {
    return new SnapshotMeta(index, term, index, FIRST);
  }

  @Test
  void aNewLogIsEmptyAndMatchesTheBeginningOfAllLogs() {
    RaftLog log = log();
    assertEquals(0, log.lastIndex());
    assertEquals(1, log.firstIndex());
    assertTrue(log.matches(0, 0));
  }

  @Test
  void entriesHaveNoGapsAndTermsAndTimesNeverDecrease() {
    RaftLog log = log(2, 3);
    assertThrows(Invariant.Violated.class, () -> log.append(entry(4, 3)));
    assertThrows(Invariant.Violated.class, () -> log.append(entry(3, 2)));
    assertThrows(Invariant.Violated.class, () -> log.append(new LogEntry(3, 3, 1, LogEntry.Kind.NOOP, new byte[0])));
  }

  @Test
  void theTailThatIsKeptIsBoundedInEntriesAndInBytes() {
    long one = entry(1, 1).sizeBytes();
    RaftLog log = log(1, 1, 1, 1, 1);
    assertEquals(2, log.compact(meta(5, 1), 3, Long.MAX_VALUE));
    assertEquals(2, log.compact(meta(5, 1), 3, 3 * one));
    assertEquals(3, log.compact(meta(5, 1), 3, 3 * one - 1));
    assertEquals(5, log.compact(meta(5, 1), 3, one - 1));
  }

  @Test
  void termsAreKnownFromTheEntryBeforeTheFirstToTheLast() {
    RaftLog log = log(1, 1, 2, 2, 3);
    log.compact(meta(3, 2), 1, Long.MAX_VALUE);
    assertEquals(OptionalLong.empty(), log.term(1));
    assertEquals(OptionalLong.of(1), log.term(2));
    assertEquals(OptionalLong.of(3), log.term(5));
    assertEquals(OptionalLong.empty(), log.term(6));
  }

  @Test
  void aSliceIsCutByBytesButNeverEmpty() {
    RaftLog log = log(1, 1, 1);
    assertEquals(1, log.slice(1, 3, 1).size());
    assertEquals(2, log.slice(1, 3, 84).size());
    assertEquals(1, log.slice(1, 3, 83).size());
    assertEquals(2, log.slice(2, 3, 1_000).size());
    assertEquals(List.of(), log.slice(4, 3, 1_000));
  }

  @Test
  void missingIsFromTheFirstEntryOfAnotherTermOn() {
    RaftLog log = log(1, 1, 2);
    assertEquals(List.of(), log.missingOf(List.of(entry(1, 1), entry(2, 1))));
    assertEquals(List.of(3L, 4L), log.missingOf(List.of(entry(2, 1), entry(3, 3), entry(4, 3))).stream().map(LogEntry::index).toList());
  }

  @Test
  void theSnapshotCannotBeTruncated() {
    RaftLog log = log(1, 1, 1);
    log.compact(meta(2, 1), 2, Long.MAX_VALUE);
    assertThrows(Invariant.Violated.class, () -> log.truncateFrom(2));
    log.truncateFrom(3);
    assertEquals(2, log.lastIndex());
  }

  @Test
  void aSnapshotMustBeOfThisLogAndNotOlderThanTheLast() {
    RaftLog log = log(1, 1, 1);
    assertThrows(Invariant.Violated.class, () -> log.compact(meta(2, 9), 0, Long.MAX_VALUE));
    assertThrows(Invariant.Violated.class, () -> log.compact(meta(4, 1), 0, Long.MAX_VALUE));
    log.compact(meta(2, 1), 0, Long.MAX_VALUE);
    assertThrows(Invariant.Violated.class, () -> log.compact(meta(1, 1), 0, Long.MAX_VALUE));
  }

  @Test
  void aLogCompactedToNothingRemembersTermAndTime() {
    RaftLog log = log(1, 2);
    log.compact(meta(2, 2), 0, Long.MAX_VALUE);
    assertEquals(2, log.lastIndex());
    assertEquals(2, log.lastTerm());
    assertEquals(2, log.lastTimeMillis());
    assertEquals(3, log.firstIndex());
  }

  @Test
  void theLatestConfigurationCountsFromItsEntryOnAndGoesWithIt() {
    RaftLog log = log(1);
    log.append(new LogEntry(2, 1, 5, LogEntry.Kind.CONFIGURATION, SECOND.encoded()));
    log.append(new LogEntry(3, 1, 6, LogEntry.Kind.COMMAND, new byte[0]));
    assertEquals(SECOND, log.configuration());
    assertEquals(FIRST, log.configurationAt(1));
    assertEquals(SECOND, log.configurationAt(3));
    log.truncateFrom(2);
    assertEquals(FIRST, log.configuration());
  }

  @Test
  void aSnapshotCarriesTheConfigurationOn() {
    RaftLog log = log(1);
    log.append(new LogEntry(2, 1, 5, LogEntry.Kind.CONFIGURATION, SECOND.encoded()));
    log.compact(new SnapshotMeta(2, 1, 5, SECOND), 0, Long.MAX_VALUE);
    assertEquals(SECOND, log.configuration());
    assertThrows(Invariant.Violated.class, () -> log.configurationAt(1));
  }

  @Test
  void aRecoveredLogGoesOnFromEntriesBelowTheSnapshotsEnd() {
    RaftLog log = RaftLog.recovered(meta(3, 2), List.of(entry(2, 1), entry(3, 2), entry(4, 2)));
    assertEquals(3, log.firstIndex());
    assertEquals(4, log.lastIndex());
    assertTrue(log.matches(2, 1));
  }

  @Test
  void aRecoveredLogThatIsNotTheSnapshotsIsDropped() {
    assertEquals(3, RaftLog.recovered(meta(3, 2), List.of(entry(2, 1), entry(3, 1), entry(4, 3))).lastIndex());
    assertEquals(3, RaftLog.recovered(meta(3, 2), List.of(entry(1, 1), entry(2, 1))).lastIndex());
    assertEquals(5, RaftLog.recovered(meta(3, 2), List.of(entry(4, 2), entry(5, 2))).lastIndex());
  }

  @Test
  void entriesLostBetweenSnapshotAndLogAreNotPassedOver() {
    assertThrows(Invariant.Violated.class, () -> RaftLog.recovered(meta(3, 2), List.of(entry(5, 2))));
  }

  @Test
  void upToDateIsTheLaterTermOrTheLongerLog() {
    RaftLog log = log(1, 2);
    assertTrue(log.isCoveredBy(1, 3));
    assertTrue(log.isCoveredBy(2, 2));
    assertFalse(log.isCoveredBy(1, 2));
    assertFalse(log.isCoveredBy(9, 1));
  }

  /** The same log as a plain list from the first entry on, nothing ever dropped: what {@link RaftLog} must look like from outside. */
  @Test
  void itBehavesAsItsNaiveTwin() {
    for (long seed = 1; seed <= 300; seed++) {
      SimEntropy entropy = new SimEntropy(seed);
      RaftLog log = log();
      List<LogEntry> twin = new ArrayList<>();
      for (int step = 0; step < 60; step++) mutate(entropy, log, twin);
      compare(seed, log, twin);
    }
  }

  private static void mutate(SimEntropy entropy, RaftLog log, List<LogEntry> twin) {
    int kind = entropy.below(10);
    if (kind < 7) {
      LogEntry next = entry(twin.size() + 1, log.lastTerm() + (log.lastTerm() == 0 ? 1 : entropy.below(2)));
      log.append(next);
      twin.add(next);
    } else if (kind < 9) {
      long from = log.snapshot().lastIndex() + 1 + entropy.below((int) (log.lastIndex() - log.snapshot().lastIndex()) + 1);
      log.truncateFrom(from);
      twin.subList((int) Math.min(from - 1, twin.size()), twin.size()).clear();
    } else if (log.lastIndex() > log.snapshot().lastIndex()) {
      long end = log.snapshot().lastIndex() + 1 + entropy.below((int) (log.lastIndex() - log.snapshot().lastIndex()));
      log.compact(meta(end, twin.get((int) end - 1).term()), entropy.below(4), Long.MAX_VALUE);
    }
  }

  private static void compare(long seed, RaftLog log, List<LogEntry> twin) {
    assertEquals(twin.size(), log.lastIndex(), "seed " + seed);
    for (long index = log.firstIndex(); index <= log.lastIndex(); index++) {
      assertEquals(twin.get((int) index - 1), log.entry(index), "seed " + seed);
      for (long term = 0; term <= log.lastTerm(); term++) {
        assertEquals(naive(log, twin, index, term), log.lastIndexNotAbove(index, term), "seed " + seed + " at " + index + "/" + term);
      }
    }
  }

  private static long naive(RaftLog log, List<LogEntry> twin, long index, long term) {
    long at = index;
    while (at >= log.firstIndex() && twin.get((int) at - 1).term() > term) at--;
    return at;
  }
}
