package io.dss.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class RaftSettingsTest {
  @Test
  void theDefaultsAreThoseOfTheDesign() {
    assertEquals(100, RaftSettings.DEFAULTS.heartbeatMillis());
    assertEquals(1_000, RaftSettings.DEFAULTS.electionTimeoutMinMillis());
    assertEquals(2_000, RaftSettings.DEFAULTS.electionTimeoutMaxMillis());
  }

  @Test
  void whatCannotWorkIsRefusedWithItsNameAndValue() {
    refused("heartbeatMillis is 0", 0, 1000, 2000, 1, 1, 10, 5, 1, 1, 1, 0, 0);
    refused("electionTimeoutMinMillis is 299", 100, 299, 2000, 1, 1, 10, 5, 1, 1, 1, 0, 0);
    refused("electionTimeoutMaxMillis is 1000", 100, 1000, 1000, 1, 1, 10, 5, 1, 1, 1, 0, 0);
    refused("maxBatchBytes is 0", 100, 1000, 2000, 0, 1, 10, 5, 1, 1, 1, 0, 0);
    refused("maxInflightAppends is 0", 100, 1000, 2000, 1, 0, 10, 5, 1, 1, 1, 0, 0);
    refused("maxUncommittedBytes is 5", 100, 1000, 2000, 1, 1, 5, 5, 1, 1, 1, 0, 0);
    refused("maxCommandBytes is 0", 100, 1000, 2000, 1, 1, 10, 0, 1, 1, 1, 0, 0);
    refused("maxApplyBytes is 0", 100, 1000, 2000, 1, 1, 10, 5, 0, 1, 1, 0, 0);
    refused("maxPendingReads is 0", 100, 1000, 2000, 1, 1, 10, 5, 1, 0, 1, 0, 0);
    refused("snapshotChunkBytes is 0", 100, 1000, 2000, 1, 1, 10, 5, 1, 1, 0, 0, 0);
    refused("keepTailEntries is -1", 100, 1000, 2000, 1, 1, 10, 5, 1, 1, 1, -1, 0);
    refused("keepTailBytes is -1", 100, 1000, 2000, 1, 1, 10, 5, 1, 1, 1, 0, -1);
  }

  private static void refused(String what, int... s) {
    IllegalArgumentException e = assertThrows(
        IllegalArgumentException.class, () -> new RaftSettings(s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7], s[8], s[9], s[10], s[11]));
    assertTrue(e.getMessage().startsWith(what), e.getMessage());
  }
}
