package io.dss.node.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SnapshotPolicyTest {
  private static final Snapshotting.Policy POLICY = new Snapshotting.Policy(1_000, 10_000);

  @Test
  void smallTablesAreWrittenAfterSoManyEntriesOrSoMuchLog() {
    assertFalse(POLICY.due(999, 9_999, 500));
    assertTrue(POLICY.due(1_000, 50, 500));
    assertTrue(POLICY.due(3, 10_000, 10_000));
    assertFalse(POLICY.due(0, 10_000, 500), "nothing happened since the last");
  }

  @Test
  void tablesThatAreLargerThanTheLogMayGrowWaitForAsMuchLog() {
    assertFalse(POLICY.due(5_000, 30_000, 30_001));
    assertTrue(POLICY.due(5_000, 30_001, 30_001));
    assertTrue(POLICY.due(5, 30_001, 30_001));
  }

  @Test
  void theLogInMemoryIsCutAtFourTimesItsSizeHoweverLargeTheTables() {
    assertFalse(POLICY.due(5_000, 39_999, 5_000_000));
    assertTrue(POLICY.due(5, 40_000, 5_000_000));
  }

  @Test
  void tablesThatWereEmptiedAreWrittenSoon() {
    assertFalse(POLICY.due(5_000, 20_000, 30_000));
    assertTrue(POLICY.due(5_000, 20_000, 100));
  }

  /** By the rule over a long run: up to four times the log that calls for a snapshot, snapshots write no more than the log does. */
  @Test
  void aLargeTableIsNotWrittenMoreThanTheLog() {
    long table = 0;
    long log = 0;
    long since = 0;
    long entries = 0;
    long written = 0;
    for (int i = 0; i < 100_000; i++) {
      table = Math.min(40_000, table + 100);
      log += 132;
      since += 132;
      if (POLICY.due(++entries, since, table)) {
        written += table;
        since = 0;
        entries = 0;
      }
    }
    assertTrue(written <= log, written + " bytes of snapshots for " + log + " bytes of log");
    assertEquals(40_000, table);
  }
}
