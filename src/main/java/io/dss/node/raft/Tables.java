package io.dss.node.raft;

import io.dss.kernel.Invariant;
import io.dss.raft.log.LogEntry;
import io.dss.spi.SnapshotStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The replicated tables by their tags. A command in the log is its table's tag and the table's own bytes. Confined to the loop but for {@link #restored}. */
final class Tables {
  /** All tables as they were at one index, to be written on any thread. */
  record View(Map<Integer, ReplicatedTable.View> byTag) {
    void writeTo(SnapshotStore.Sink sink) {
      byTag.forEach((tag, view) -> view.writeTo(chunk -> SnapshotFrames.write(sink, tag, chunk)));
      SnapshotFrames.end(sink);
    }
  }

  private final TreeMap<Integer, ReplicatedTable<?>> byTag = new TreeMap<>();

  Tables(Collection<? extends ReplicatedTable<?>> tables) {
    for (ReplicatedTable<?> table : tables) {
      Invariant.check(table.tag() > 0 && table.tag() < 256, "tag %d of a table", table.tag());
      Invariant.check(byTag.put(table.tag(), table) == null, "two tables with tag %d", table.tag());
    }
  }

  static byte[] command(ReplicatedTable<?> table, byte[] bytes) {
    byte[] command = new byte[bytes.length + 1];
    command[0] = (byte) table.tag();
    System.arraycopy(bytes, 0, command, 1, bytes.length);
    return command;
  }

  Object apply(LogEntry entry, boolean replay) {
    byte[] payload = entry.payload();
    Invariant.check(payload.length > 0, "entry %d is a command without a table", entry.index());
    ReplicatedTable<?> table = byTag.get(payload[0] & 0xff);
    Invariant.check(table != null, "entry %d is for table %d, which this build does not have; run the version that wrote it", entry.index(), payload[0] & 0xff);
    return table.apply(Arrays.copyOfRange(payload, 1, payload.length), entry.index(), entry.timeMillis(), replay);
  }

  /** About how long a snapshot of all of them would be. */
  long bytes() {
    long bytes = 0;
    for (ReplicatedTable<?> table : byTag.values()) bytes += table.bytes();
    return bytes;
  }

  View view() {
    Map<Integer, ReplicatedTable.View> views = new TreeMap<>();
    byTag.forEach((tag, table) -> views.put(tag, table.view()));
    return new View(views);
  }

  /**
   * Reads all tables of a snapshot, on any thread; running what is returned, on the loop, puts them in place. The bootstrap snapshot (index 0) has no body:
   * the tables are as they were made.
   */
  Runnable restored(SnapshotStore.Source source) {
    List<Runnable> swaps = new ArrayList<>();
    if (source.meta().lastIndex() > 0) {
      SnapshotFrames.Reader frames = new SnapshotFrames.Reader(source);
      while (!frames.atEnd()) {
        ReplicatedTable<?> table = byTag.get(frames.tag());
        Invariant.check(table != null, "snapshot %d has table %d, which this build does not have; run the version that wrote it",
            source.meta().lastIndex(), frames.tag());
        swaps.add(table.restored(frames.table()));
      }
    }
    return () -> swaps.forEach(Runnable::run);
  }
}
