package io.dss.storage.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.kernel.Invariant;
import io.dss.kernel.NodeId;
import io.dss.raft.log.HardState;
import io.dss.raft.log.LogEntry;
import io.dss.spi.LogStoreContract;
import io.dss.spi.NoSpaceLeft;
import io.dss.spi.StoreFailed;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class JournalFailureTest {
  private final SimulatedDisk disk = new SimulatedDisk();
  private Journal journal;

  @BeforeEach
  void open() {
    journal = journal(JournalContractTest.SMALL);
    journal.begin();
    journal.recover();
  }

  private Journal journal(JournalSizes sizes) {
    return new Journal(disk, Path.of("log"), JournalContractTest.DISK, sizes);
  }

  private static List<LogEntry> entries(long from, long to) {
    List<LogEntry> entries = new ArrayList<>();
    for (long index = from; index <= to; index++) entries.add(new LogEntry(index, 1, 0, LogEntry.Kind.COMMAND, new byte[] {5}));
    return entries;
  }

  @Test
  void aFailedSyncIsFinalEvenWhenTheNextWouldSucceed() {
    journal.append(entries(1, 2));
    journal.sync();
    journal.append(entries(3, 4));
    disk.failSync = true;
    StoreFailed first = assertThrows(StoreFailed.class, journal::sync);
    assertTrue(first.getMessage().contains("Input/output error"));
    for (Executable call : List.<Executable>of(journal::sync, () -> journal.append(entries(5, 5)),
        () -> journal.write(HardState.INITIAL), () -> journal.discardThrough(1), () -> journal.restartAfter(9, 1), journal::settled)) {
      StoreFailed later = assertThrows(StoreFailed.class, call);
      assertTrue(later.getMessage().contains("Input/output error") && later.getMessage().contains("earlier"), later.getMessage());
    }
    journal.close();
    disk.crash(new Random(1), SimulatedDisk.Loss.PREFIX);
    LogStoreContract.assertSame(entries(1, 2), journal(JournalContractTest.SMALL).recover().entries());
  }

  @Test
  void aFullDiskCanBeToldFromABrokenOne() {
    disk.capacityBytes = 1000;
    journal.append(entries(1, 200));
    StoreFailed failed = assertThrows(StoreFailed.class, journal::sync);
    assertInstanceOf(NoSpaceLeft.class, failed.getCause());
    assertInstanceOf(NoSpaceLeft.class, assertThrows(StoreFailed.class, journal::sync).getCause());
    journal.close();
    disk.capacityBytes = Long.MAX_VALUE;
    disk.crash(new Random(2), SimulatedDisk.Loss.PREFIX);
    assertTrue(journal(JournalContractTest.SMALL).recover().entries().isEmpty());
  }

  @Test
  void whatIsWrittenBetweenTwoSyncsCostsOneSync() {
    int before = disk.syncs;
    for (int i = 1; i <= 10; i++) {
      journal.append(entries(i, i));
      journal.write(new HardState(i, Optional.empty()));
    }
    assertEquals(before, disk.syncs);
    journal.sync();
    assertEquals(before + 1, disk.syncs);
    journal.sync();
    assertEquals(before + 1, disk.syncs, "a sync of nothing costs nothing");
  }

  @Test
  void gatheredBytesAreBounded() {
    Journal bounded = journal(new JournalSizes(1 << 16, 0, 500));
    bounded.recover();
    int before = disk.syncs;
    bounded.append(entries(1, 200));
    assertTrue(disk.syncs - before >= 2, "synced early " + (disk.syncs - before) + " times");
  }

  @Test
  void aPayloadBeyondTheLimitIsRefused() {
    LogEntry large = new LogEntry(1, 1, 0, LogEntry.Kind.COMMAND, new byte[Journal.MAX_PAYLOAD_BYTES + 1]);
    assertThrows(Invariant.Violated.class, () -> journal.append(List.of(large)));
  }

  @Test
  void discardingGivesWholeSegmentsBack() {
    for (int i = 1; i <= 300; i++) {
      journal.append(entries(i, i));
      journal.sync();
    }
    long before = journal.sizeBytes();
    int files = disk.files().size();
    journal.discardThrough(250);
    assertTrue(disk.files().size() < files / 2, files + " files, then " + disk.files().size());
    assertTrue(journal.sizeBytes() < before / 2);
    assertEquals(disk.files().stream().mapToLong(file -> disk.content(file).length).sum(), journal.sizeBytes());
  }

  @Test
  void theHardStateOutlivesTheSegmentItWasWrittenTo() {
    HardState state = new HardState(9, Optional.of(new NodeId("c")));
    journal.write(state);
    for (int i = 1; i <= 300; i++) {
      journal.append(entries(i, i));
      journal.sync();
    }
    journal.discardThrough(299);
    journal.close();
    assertTrue(disk.files().get(0).compareTo(Path.of("log/00000000000000000002.seg")) > 0);
    assertEquals(state, journal(JournalContractTest.SMALL).recover().hardState());
  }

  @Test
  void anUnfinishedFileIsDropped() throws Exception {
    disk.create(Path.of("log/00000000000000000077.seg.tmp")).close();
    journal.close();
    journal(JournalContractTest.SMALL).recover();
    assertEquals(List.of(Path.of("log/00000000000000000001.seg")), disk.files());
  }

  @Test
  void aReplacementThatReachesBackIntoADroppedSegmentIsReadAgain() {
    journal.append(entries(1, 10));
    journal.sync();
    Path first = disk.files().get(0);
    List<LogEntry> replacement = new ArrayList<>();
    for (long index = 8; index <= 60; index++) replacement.add(new LogEntry(index, 2, 0, LogEntry.Kind.COMMAND, new byte[20]));
    journal.append(replacement);
    journal.sync();
    journal.discardThrough(20);
    assertTrue(!disk.files().contains(first), "the first segment is gone");
    journal.close();
    Journal again = journal(JournalContractTest.SMALL);
    LogStoreContract.assertSame(replacement, again.recover().entries());
  }
}
