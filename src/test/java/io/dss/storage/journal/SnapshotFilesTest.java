package io.dss.storage.journal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.kernel.DiskId;
import io.dss.spi.NoSpaceLeft;
import io.dss.spi.SnapshotStore;
import io.dss.spi.SnapshotStore.Sink;
import io.dss.spi.SnapshotStore.Source;
import io.dss.spi.SnapshotStoreContract;
import io.dss.spi.StoreFailed;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class SnapshotFilesTest {
  private static final Path DIRECTORY = Path.of("snapshots");

  @Nested
  class OnSimulatedDisk extends SnapshotStoreContract {
    private final SimulatedDisk disk = new SimulatedDisk();

    @Override
    protected SnapshotStore reopened() {
      try {
        return open(disk);
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }

  private static SnapshotFiles open(Disk disk) throws IOException {
    return new SnapshotFiles(disk, DIRECTORY, JournalContractTest.DISK);
  }

  private static void commit(SnapshotFiles store, long index, byte[] body) {
    try (Sink sink = store.begin(SnapshotStoreContract.meta(index))) {
      sink.write(body, 0, body.length);
      sink.commit();
    }
  }

  private static SimulatedDisk written(int bodyBytes) throws IOException {
    SimulatedDisk disk = new SimulatedDisk();
    commit(open(disk), 7, SnapshotStoreContract.body(bodyBytes, 7));
    return disk;
  }

  private static void assertRefusedByFile(SimulatedDisk disk, Path file) {
    StoreFailed refused = assertThrows(StoreFailed.class, () -> open(disk));
    assertTrue(refused.getMessage().startsWith(file + " is damaged at offset"), refused.getMessage());
  }

  @Test
  void anyFlippedBitIsRefusedWhenItIsOpened() throws IOException {
    SimulatedDisk synced = written(100);
    Path file = synced.files().get(0);
    for (int offset = 0; offset < synced.content(file).length; offset++) {
      for (int bit = 0; bit < 8; bit++) {
        SimulatedDisk disk = synced.copy();
        disk.flip(file, offset, bit);
        assertRefusedByFile(disk, file);
      }
    }
  }

  @Test
  void anyCutAndAnyTailIsRefused() throws IOException {
    SimulatedDisk synced = written(100);
    Path file = synced.files().get(0);
    byte[] content = synced.content(file);
    for (int size = 0; size < content.length + 20; size++) {
      if (size == content.length) continue;
      SimulatedDisk disk = synced.copy();
      disk.replace(file, Arrays.copyOf(content, size));
      assertRefusedByFile(disk, file);
    }
  }

  @Test
  void swappedBlocksAreRefused() throws IOException {
    SimulatedDisk disk = written(3 * SnapshotForm.BLOCK_BYTES);
    Path file = disk.files().get(0);
    byte[] content = disk.content(file);
    int block = SnapshotForm.BLOCK_BYTES + SnapshotForm.SUM_BYTES;
    int first = content.length - SnapshotForm.TRAILER_BYTES - 3 * block;
    byte[] swapped = content.clone();
    System.arraycopy(content, first, swapped, first + block, block);
    System.arraycopy(content, first + block, swapped, first, block);
    disk.replace(file, swapped);
    assertRefusedByFile(disk, file);
  }

  @Test
  void damageAfterOpeningIsRefusedWhereItIsReadAndTheStoreIsDone() throws IOException {
    SimulatedDisk disk = written(3 * SnapshotForm.BLOCK_BYTES);
    SnapshotFiles store = open(disk);
    Path file = disk.files().get(0);
    Source source = store.open();
    int second = disk.content(file).length - SnapshotForm.TRAILER_BYTES - 2 * (SnapshotForm.BLOCK_BYTES + SnapshotForm.SUM_BYTES);
    disk.flip(file, second + 100, 3);
    assertArrayEquals(SnapshotStoreContract.body(3 * SnapshotForm.BLOCK_BYTES, 7), concatenated(
        source.read(0, SnapshotForm.BLOCK_BYTES), SnapshotStoreContract.body(3 * SnapshotForm.BLOCK_BYTES, 7)));
    StoreFailed refused = assertThrows(StoreFailed.class, () -> source.read(SnapshotForm.BLOCK_BYTES - 1, 2));
    assertTrue(refused.getMessage().startsWith(file + " is damaged at offset " + second), refused.getMessage());
    assertThrows(StoreFailed.class, store::newest);
    source.close();
  }

  /** {@code first}, then what {@code rest} has after it. */
  private static byte[] concatenated(byte[] first, byte[] rest) {
    byte[] all = rest.clone();
    System.arraycopy(first, 0, all, 0, first.length);
    return all;
  }

  @Test
  void aSnapshotOfAnotherDiskIsRefused() throws IOException {
    SimulatedDisk disk = written(10);
    StoreFailed refused = assertThrows(StoreFailed.class, () -> new SnapshotFiles(disk, DIRECTORY, new DiskId("ee".repeat(16))));
    assertTrue(refused.getMessage().contains("belongs to disk " + JournalContractTest.DISK), refused.getMessage());
  }

  @Test
  void aSnapshotUnderAnotherNameIsRefused() throws IOException {
    SimulatedDisk disk = written(10);
    Path other = DIRECTORY.resolve("00000000000000000008-00000000000000000003.snap");
    disk.rename(disk.files().get(0), other);
    assertRefusedByFile(disk, other);
  }

  @Test
  void anOldSnapshotGoesWithItsLastReader() throws IOException {
    SimulatedDisk disk = written(10);
    SnapshotFiles store = open(disk);
    Source first = store.open();
    Source second = store.open();
    commit(store, 8, new byte[3]);
    assertEquals(2, disk.files().size());
    first.close();
    first.close();
    assertEquals(2, disk.files().size());
    second.close();
    assertEquals(List.of(DIRECTORY.resolve("00000000000000000008-00000000000000000003.snap")), disk.files());
  }

  @Test
  void aPowerCutLeavesTheOldSnapshotOrTheNewOne() throws IOException {
    int fresh = 0;
    for (int seed = 0; seed < 500; seed++) {
      Random random = new Random(seed);
      SimulatedDisk disk = written(1000);
      SnapshotFiles store = open(disk);
      byte[] body = SnapshotStoreContract.body(random.nextInt(100_000), seed);
      disk.stepsLeft = random.nextInt(12);
      boolean committed = true;
      try {
        commit(store, 9, body);
      } catch (StoreFailed e) {
        assertInstanceOf(SimulatedDisk.PowerLoss.class, e.getCause());
        committed = false;
      }
      disk.crash(random, random.nextBoolean() ? SimulatedDisk.Loss.PREFIX : SimulatedDisk.Loss.SECTORS);
      SnapshotFiles again = open(disk);
      long index = again.newest().orElseThrow().lastIndex();
      assertTrue(index == 9 || index == 7 && !committed, "seed " + seed + ": " + index);
      try (Source source = again.open()) {
        byte[] expected = index == 9 ? body : SnapshotStoreContract.body(1000, 7);
        assertArrayEquals(expected, source.read(0, 1 << 20));
      }
      assertEquals(1, disk.files().size(), "seed " + seed);
      if (index == 9 && !committed) fresh++;
    }
    assertTrue(fresh > 0, "some cuts come after the rename");
  }

  @Test
  void aFailedSyncLeavesTheOldSnapshotAndIsFinal() throws IOException {
    SimulatedDisk disk = written(10);
    SnapshotFiles store = open(disk);
    Sink sink = store.begin(SnapshotStoreContract.meta(9));
    disk.failSync = true;
    assertThrows(StoreFailed.class, sink::commit);
    assertThrows(StoreFailed.class, store::open);
    assertThrows(StoreFailed.class, () -> store.begin(SnapshotStoreContract.meta(10)));
    sink.close();
    assertEquals(7, open(disk).newest().orElseThrow().lastIndex());
  }

  @Test
  void aFullDiskCanBeToldFromABrokenOne() throws IOException {
    SimulatedDisk disk = written(10);
    SnapshotFiles store = open(disk);
    disk.capacityBytes = 1000;
    Sink sink = store.begin(SnapshotStoreContract.meta(9));
    StoreFailed failed = assertThrows(StoreFailed.class, () -> sink.write(new byte[100_000], 0, 100_000));
    assertInstanceOf(NoSpaceLeft.class, failed.getCause());
    sink.close();
    assertEquals(1, disk.files().size());
  }
}
