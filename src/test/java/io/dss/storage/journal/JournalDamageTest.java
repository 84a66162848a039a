package io.dss.storage.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.kernel.BinaryWriter;
import io.dss.kernel.DiskId;
import io.dss.kernel.NodeId;
import io.dss.raft.log.HardState;
import io.dss.raft.log.LogEntry;
import io.dss.spi.LogStore.Recovered;
import io.dss.spi.LogStoreContract;
import io.dss.spi.StoreFailed;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Torn writes are cut, damage is refused by file and offset: at every byte and every bit of small journals. */
class JournalDamageTest {
  private static final Path LOG = Path.of("log");
  private static final HardState STATE = new HardState(3, Optional.of(new NodeId("b")));

  private static Journal journal(Disk disk) {
    return new Journal(disk, LOG, JournalContractTest.DISK, JournalContractTest.SMALL);
  }

  private static List<LogEntry> entries(long from, long to) {
    List<LogEntry> entries = new ArrayList<>();
    for (long index = from; index <= to; index++) entries.add(new LogEntry(index, 3, index, LogEntry.Kind.COMMAND, new byte[] {1, 2, 3, (byte) index}));
    return entries;
  }

  /** A new journal after each of whose batches of three entries there was a sync. */
  private static SimulatedDisk written(int batches) {
    SimulatedDisk disk = new SimulatedDisk();
    Journal journal = journal(disk);
    journal.begin();
    journal.recover();
    journal.write(STATE);
    for (int batch = 0; batch < batches; batch++) {
      journal.append(entries(batch * 3 + 1, batch * 3 + 3));
      journal.sync();
    }
    journal.close();
    return disk;
  }

  private static Path lastSegment(SimulatedDisk disk) {
    return disk.files().get(disk.files().size() - 1);
  }

  private static StoreFailed refused(SimulatedDisk disk) {
    List<String> before = contents(disk);
    StoreFailed failed = assertThrows(StoreFailed.class, () -> journal(disk).recover());
    assertEquals(before, contents(disk), "nothing is changed when damage is refused");
    return failed;
  }

  private static List<String> contents(SimulatedDisk disk) {
    return disk.files().stream().map(file -> file + " " + Arrays.hashCode(disk.content(file))).toList();
  }

  @Test
  void aBatchCutAtAnyByteIsCutReportedAndNotInDoubt() {
    SimulatedDisk synced = written(4);
    Path file = lastSegment(synced);
    int end = Tail.contentEnd(synced.content(file), 0);
    int batchBytes = batchBytes(synced, file);
    for (int kept = 0; kept < batchBytes; kept++) {
      SimulatedDisk disk = synced.copy();
      Journal journal = journal(disk);
      journal.recover();
      disk.stepsLeft = 1;
      journal.append(entries(13, 15));
      assertThrows(StoreFailed.class, journal::sync);
      disk.crashAfterBytes(file, kept);
      Journal again = journal(disk);
      Recovered recovered = again.recover();
      LogStoreContract.assertSame(entries(1, 12), recovered.entries());
      assertEquals(STATE, recovered.hardState());
      assertEquals(kept > 0, recovered.torn().isPresent());
      if (kept > 0) {
        assertEquals(end, recovered.torn().get().offset());
        assertEquals(file.toString(), recovered.torn().get().file());
        assertFalse(recovered.torn().get().doubtful());
      }
      again.append(entries(13, 14));
      again.sync();
      again.close();
      Recovered after = journal(disk).recover();
      LogStoreContract.assertSame(entries(1, 14), after.entries());
      assertTrue(after.torn().isEmpty());
    }
  }

  @Test
  void aCutIsOnTheDiskWhenItIsReported() {
    SimulatedDisk disk = written(4);
    Path file = lastSegment(disk);
    byte[] content = disk.content(file);
    int end = Tail.contentEnd(content, 0);
    content[end - 1] = 0;
    disk.replace(file, content);
    assertTrue(journal(disk).recover().torn().isPresent());
    disk.crashAfterBytes(file, 0);
    Recovered again = journal(disk).recover();
    assertTrue(again.torn().isEmpty());
    LogStoreContract.assertSame(entries(1, 9), again.entries());
  }

  private static int batchBytes(SimulatedDisk synced, Path file) {
    SimulatedDisk disk = synced.copy();
    int before = Tail.contentEnd(disk.content(file), 0);
    Journal journal = journal(disk);
    journal.recover();
    journal.append(entries(13, 15));
    journal.sync();
    return Tail.contentEnd(disk.content(file), 0) - before;
  }

  @Test
  void anyFlippedBitIsRefusedOrHarmless() {
    SimulatedDisk synced = written(24);
    assertTrue(synced.files().size() >= 3, "several segments: " + synced.files());
    Path last = lastSegment(synced);
    int harmless = 0;
    for (Path file : synced.files()) {
      int size = synced.content(file).length;
      int contentEnd = Tail.contentEnd(synced.content(file), 0);
      for (int offset = 0; offset < size; offset++) {
        for (int bit = 0; bit < 8; bit++) {
          SimulatedDisk disk = synced.copy();
          disk.flip(file, offset, bit);
          boolean space = file.equals(last) && offset >= contentEnd;
          if (space && recoversAll(disk)) {
            harmless++;
            continue;
          }
          StoreFailed failed = refused(disk);
          assertTrue(failed.getMessage().contains(file.toString()) && failed.getMessage().contains("offset"), failed.getMessage());
        }
      }
    }
    assertTrue(harmless < 8 * 512, "flips in the space ahead");
  }

  /** A flip in the space after the last batch looks like the end of a batch whose first sectors are missing: cut, in doubt, and nothing is lost. */
  private static boolean recoversAll(SimulatedDisk disk) {
    try {
      Recovered recovered = journal(disk).recover();
      LogStoreContract.assertSame(entries(1, 72), recovered.entries());
      return recovered.torn().orElseThrow().doubtful();
    } catch (StoreFailed refusedToo) {
      return false;
    }
  }

  @Test
  void aZeroedBatchBeforeTheLastIsDamageAndAZeroedLastOneCannotBeTold() {
    SimulatedDisk synced = written(4);
    Path file = lastSegment(synced);
    int last = Tail.contentEnd(synced.content(file), 0) - batchBytes(synced, file);
    SimulatedDisk middle = synced.copy();
    byte[] content = middle.content(file);
    Arrays.fill(content, SegmentHeader.BYTES, last, (byte) 0);
    middle.replace(file, content);
    assertTrue(refused(middle).getMessage().contains("a later one proves"));
  }

  @Test
  void aMissingSegmentIsDamage() {
    SimulatedDisk synced = written(24);
    List<Path> files = synced.files();
    SimulatedDisk middle = synced.copy();
    assertTrue(files.size() >= 3);
    middle.replace(files.get(1), new byte[0]);
    assertTrue(refused(middle).getMessage().contains("ends within its header"));
    SimulatedDisk holed = without(synced, files.get(1));
    assertTrue(refused(holed).getMessage().contains("missing"));
    SimulatedDisk all = synced.copy();
    for (Path file : files) all = without(all, file);
    assertTrue(refused(all).getMessage().contains("no segment"));
  }

  private static SimulatedDisk without(SimulatedDisk disk, Path file) {
    SimulatedDisk copy = disk.copy();
    try {
      copy.delete(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return copy;
  }

  @Test
  void aTruncatedSegmentThatIsNotTheLastIsDamage() {
    SimulatedDisk synced = written(24);
    Path first = synced.files().get(0);
    byte[] content = synced.content(first);
    for (int size = 0; size < content.length; size++) {
      SimulatedDisk disk = synced.copy();
      disk.replace(first, Arrays.copyOf(content, size));
      refused(disk);
    }
  }

  @Test
  void aSegmentOfAnotherDiskIsRefused() {
    SimulatedDisk disk = written(2);
    StoreFailed failed = assertThrows(StoreFailed.class,
        () -> new Journal(disk, LOG, new DiskId("ff".repeat(16)), JournalContractTest.SMALL).recover());
    assertTrue(failed.getMessage().contains("belongs to disk " + JournalContractTest.DISK), failed.getMessage());
  }

  @Test
  void aSegmentUnderAnotherNameIsRefused() throws Exception {
    SimulatedDisk disk = written(2);
    disk.rename(lastSegment(disk), LOG.resolve("00000000000000000009.seg"));
    assertTrue(refused(disk).getMessage().contains("by its header its name is 00000000000000000001.seg"));
  }

  @Test
  void aBatchAtAnotherPlaceIsNone() {
    SimulatedDisk disk = written(3);
    Path file = lastSegment(disk);
    byte[] content = disk.content(file);
    int end = Tail.contentEnd(content, 0);
    int bytes = batchBytes(written(4), file);
    byte[] copied = Arrays.copyOf(content, content.length + bytes);
    System.arraycopy(content, end - bytes, copied, end, bytes);
    disk.replace(file, copied);
    assertTrue(refused(disk).getMessage().contains("no beginning"));
  }

  @Test
  void aBatchIsSoundAtItsOwnOffsetOfItsOwnSegmentOnly() {
    SegmentHeader header = LogEnd.NOTHING.header(JournalContractTest.DISK, 1, false);
    Batches batches = new Batches(header);
    byte[] framed = batches.framed(5, 600, new BinaryWriter().i64(7));
    byte[] segment = new byte[2000];
    System.arraycopy(framed, 0, segment, 600, framed.length);
    System.arraycopy(framed, 0, segment, 1200, framed.length);
    assertTrue(batches.wholeAt(segment, 600));
    assertFalse(batches.headerAt(segment, 1200));
    assertFalse(new Batches(LogEnd.NOTHING.header(JournalContractTest.DISK, 2, false)).headerAt(segment, 600));
    assertFalse(new Batches(LogEnd.NOTHING.header(new DiskId("ff".repeat(16)), 1, false)).headerAt(segment, 600));
  }

  @Test
  void aMissingSectorInTheLastBatchLeavesADoubtThatLastsUntilItIsSettled() {
    SimulatedDisk disk = written(1);
    Journal journal = new Journal(disk, LOG, JournalContractTest.DISK, new JournalSizes(1 << 16, 1 << 12, 1 << 16));
    journal.recover();
    byte[] payload = new byte[2000];
    Arrays.fill(payload, (byte) 9);
    journal.append(List.of(new LogEntry(4, 3, 4, LogEntry.Kind.COMMAND, payload)));
    journal.sync();
    journal.close();
    Path file = lastSegment(disk);
    byte[] content = disk.content(file);
    Arrays.fill(content, 1024, 1536, (byte) 0);
    disk.replace(file, content);
    for (int life = 0; life < 3; life++) {
      Journal again = journal(disk);
      Recovered recovered = again.recover();
      LogStoreContract.assertSame(entries(1, 3), recovered.entries());
      assertTrue(recovered.torn().orElseThrow().doubtful());
      assertTrue(recovered.torn().get().bytesCut() > 2000);
      if (life == 2) again.settled();
      again.close();
    }
    assertTrue(journal(disk).recover().torn().isEmpty());
  }

  @Test
  void theRefusalSaysWhatToDo() {
    SimulatedDisk disk = written(2);
    disk.flip(lastSegment(disk), 3, 1);
    String message = refused(disk).getMessage();
    assertTrue(message.contains("at offset 0") && message.contains("Stop this node") && message.contains("peers"), message);
  }
}
