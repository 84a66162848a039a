package io.dss.spi.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.dss.raft.log.HardState;
import io.dss.spi.LogStore;
import io.dss.spi.LogStoreContract;
import io.dss.spi.SnapshotStore;
import io.dss.spi.SnapshotStoreContract;
import io.dss.spi.StoreFailed;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class MemoryDiskTest {
  @Nested
  class Log extends LogStoreContract {
    private final MemoryDisk disk = new MemoryDisk();

    @Override
    protected LogStore reopened() {
      return disk.log();
    }
  }

  @Nested
  class Snapshots extends SnapshotStoreContract {
    private final MemoryDisk disk = new MemoryDisk();

    @Override
    protected SnapshotStore reopened() {
      return disk.snapshots();
    }
  }

  @Test
  void aCrashKeepsWhatWasSyncedAndABeginningOfTheRest() {
    TreeSet<Long> terms = new TreeSet<>();
    for (int draw = 0; draw < 3; draw++) {
      MemoryDisk disk = new MemoryDisk();
      LogStore log = disk.log();
      log.recover();
      for (long term = 1; term <= 3; term++) {
        log.write(new HardState(term, Optional.empty()));
        if (term == 1) log.sync();
      }
      long chosen = draw;
      disk.crash(() -> chosen << 1);
      assertThrows(StoreFailed.class, log::sync);
      terms.add(disk.log().recover().hardState().currentTerm());
    }
    assertEquals(new TreeSet<>(List.of(1L, 2L, 3L)), terms);
  }

  @Test
  void aFailedSyncIsFinal() {
    MemoryDisk disk = new MemoryDisk();
    LogStore log = disk.log();
    log.recover();
    disk.failNextSync();
    assertThrows(StoreFailed.class, log::sync);
    assertThrows(StoreFailed.class, log::sync);
  }
}
