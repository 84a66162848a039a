package io.dss.node.raft;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.kernel.Invariant;
import io.dss.kernel.MalformedBinary;
import io.dss.raft.log.LogEntry;
import io.dss.raft.log.SnapshotMeta;
import io.dss.spi.SnapshotStore;
import io.dss.spi.memory.MemoryDisk;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The body of snapshots, and the tables that are in it. */
class SnapshotFramesTest {
  private static final SnapshotMeta META = new SnapshotMeta(9, 2, 100, new SteppedGroup(1, 10, id -> List.of()).configuration());

  private static SnapshotStore.Source stored(byte[] body) {
    SnapshotStore store = new MemoryDisk().snapshots();
    try (SnapshotStore.Sink sink = store.begin(META)) {
      sink.write(body, 0, body.length);
      sink.commit();
    }
    return store.open();
  }

  private static byte[] body(byte[]... framesOfTable7) {
    SnapshotStore store = new MemoryDisk().snapshots();
    try (SnapshotStore.Sink sink = store.begin(META)) {
      for (byte[] frame : framesOfTable7) SnapshotFrames.write(sink, 7, frame);
      SnapshotFrames.end(sink);
      sink.commit();
    }
    SnapshotStore.Source source = store.open();
    return source.read(0, (int) source.sizeBytes());
  }

  @Test
  void framesComeBackAsTheyWereWritten() {
    SnapshotFrames.Reader reader = new SnapshotFrames.Reader(stored(body(new byte[] {1, 2}, new byte[0], new byte[] {3})));
    assertEquals(7, reader.tag());
    List<byte[]> frames = new ArrayList<>();
    for (Iterator<byte[]> table = reader.table(); table.hasNext(); ) frames.add(table.next());
    assertEquals(3, frames.size());
    assertArrayEquals(new byte[] {1, 2}, frames.get(0));
    assertTrue(reader.atEnd());
    assertFalse(reader.table().hasNext());
  }

  @Test
  void aBodyCutAnywhereIsNeverTakenForAWholeOne() {
    byte[] whole = body(new byte[] {5, 0}, new byte[] {6, 0});
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = java.util.Arrays.copyOf(whole, length);
      assertThrows(MalformedBinary.class, () -> readAll(stored(cut)), "cut at " + length);
    }
    readAll(stored(whole));
  }

  private static void readAll(SnapshotStore.Source source) {
    SnapshotFrames.Reader reader = new SnapshotFrames.Reader(source);
    while (!reader.atEnd()) reader.table().forEachRemaining(frame -> {});
  }

  @Test
  void randomBytesAreMalformedAndNothingWorse() {
    Random random = new Random(11);
    for (int i = 0; i < 5_000; i++) {
      byte[] bytes = new byte[random.nextInt(40)];
      random.nextBytes(bytes);
      try {
        readAll(stored(bytes));
      } catch (MalformedBinary expected) {
        assertTrue(expected.getMessage().contains("snapshot 9"), expected.getMessage());
      }
    }
  }

  @Test
  void tablesAreReadAsideAndPutInPlaceTogether() {
    CountingTable table = new CountingTable();
    Tables tables = new Tables(List.of(table));
    assertEquals(5L, tables.apply(command(table, 5), false));
    SnapshotStore store = new MemoryDisk().snapshots();
    try (SnapshotStore.Sink sink = store.begin(META)) {
      tables.view().writeTo(sink);
      sink.commit();
    }
    tables.apply(command(table, 4), false);
    Runnable swap = tables.restored(store.open());
    assertEquals(9, table.sum(), "nothing changes before it is put in place");
    swap.run();
    assertEquals(5, table.sum());
  }

  private static LogEntry command(CountingTable table, int value) {
    return new LogEntry(1, 1, 0, LogEntry.Kind.COMMAND, Tables.command(table, new byte[] {(byte) value}));
  }

  @Test
  void anEntryOrASnapshotOfATableThatIsNotHereIsLoudlyRefused() {
    Tables none = new Tables(List.of());
    assertThrows(Invariant.Violated.class, () -> none.apply(command(new CountingTable(), 1), false));
    assertThrows(Invariant.Violated.class, () -> none.restored(stored(body(new byte[] {1, 0}))));
    assertThrows(Invariant.Violated.class, () -> new Tables(List.of(new CountingTable(), new CountingTable())));
  }
}
