package io.dss.storage.journal;

import io.dss.kernel.DiskId;
import io.dss.kernel.NodeId;
import io.dss.spi.LogStore;
import io.dss.spi.LogStoreContract;
import io.dss.spi.SnapshotStore;
import io.dss.spi.SnapshotStoreContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** The ports' contracts on the real file system and on the simulated one, with segments small enough to roll all the time. */
class JournalContractTest {
  static final DiskId DISK = new DiskId("00112233445566778899aabbccddeeff");
  static final JournalSizes SMALL = new JournalSizes(1024, 256, 1 << 16);

  @Nested
  class LogOnFiles extends LogStoreContract {
    @TempDir Path directory;
    private DataDirectory open;

    @Override
    protected LogStore reopened() {
      close();
      open = DataDirectory.open(directory, new NodeId("a:1"), () -> 7L, new JournalSizes(4096, 1024, 1 << 20));
      return open.log();
    }

    @AfterEach
    void close() {
      if (open != null) open.close();
    }
  }

  @Nested
  class LogOfDefaultSizesOnFiles extends LogStoreContract {
    @TempDir Path directory;
    private DataDirectory open;

    @Override
    protected LogStore reopened() {
      close();
      open = DataDirectory.open(directory, new NodeId("a:1"), () -> 7L);
      return open.log();
    }

    @AfterEach
    void close() {
      if (open != null) open.close();
    }
  }

  @Nested
  class LogOnSimulatedDisk extends LogStoreContract {
    private final SimulatedDisk disk = new SimulatedDisk();

    @Override
    protected LogStore reopened() {
      Journal journal = new Journal(disk, Path.of("log"), DISK, SMALL);
      journal.begin();
      return journal;
    }
  }

  @Nested
  class LogThatSyncsEveryItem extends LogStoreContract {
    private final SimulatedDisk disk = new SimulatedDisk();

    @Override
    protected LogStore reopened() {
      Journal journal = new Journal(disk, Path.of("log"), DISK, new JournalSizes(1024, 0, 1));
      journal.begin();
      return journal;
    }
  }

  @Nested
  class SnapshotsOnFiles extends SnapshotStoreContract {
    @TempDir Path directory;

    @Override
    protected SnapshotStore reopened() {
      try {
        return new SnapshotFiles(new RealDisk(), directory, DISK);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
