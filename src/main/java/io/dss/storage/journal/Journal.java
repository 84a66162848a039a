package io.dss.storage.journal;

import io.dss.kernel.BinaryWriter;
import io.dss.kernel.DiskId;
import io.dss.kernel.Invariant;
import io.dss.raft.log.HardState;
import io.dss.raft.log.LogEntry;
import io.dss.spi.LogStore;
import io.dss.spi.StoreFailed;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The log and the hard state in append-only segments. What is written between two syncs is gathered in memory and becomes one batch: one write, one
 * fsync. So nothing of it reaches the disk before {@link #sync} (or before {@link JournalSizes#batchBytes} are gathered), and all of it or nothing
 * survives a crash. An entry with an index that is there already replaces it and all after it, when the segments are read again.
 */
final class Journal implements LogStore {
  /** The largest payload of an entry. */
  static final int MAX_PAYLOAD_BYTES = 64 << 20;

  private final Disk disk;
  private final Path directory;
  private final DiskId id;
  private final JournalSizes sizes;
  private final Doubt doubt;
  private final Fuse fuse = new Fuse();

  private Deque<SealedSegment> sealed = new ArrayDeque<>();
  private ActiveSegment active;
  private long nextBatch;
  private LogEnd onDisk = LogEnd.NOTHING;
  private BinaryWriter gathered = new BinaryWriter();
  private long gatheredHighest;
  private LogEnd end = LogEnd.NOTHING;
  /** No entry at or below it may be appended: the log was restarted after it, or it is in a snapshot. */
  private long floorIndex;

  Journal(Disk disk, Path directory, DiskId id, JournalSizes sizes) {
    this.disk = disk;
    this.directory = directory;
    this.id = id;
    this.sizes = sizes;
    this.doubt = new Doubt(disk, directory);
  }

  /** Makes the first segment of a new directory; nothing when there is one. Durable on return. */
  void begin() {
    fuse.act("making the log", () -> {
      disk.makeDirectory(directory);
      if (segmentNames().isEmpty()) {
        dropUnfinished();
        ActiveSegment.create(disk, directory, LogEnd.NOTHING.header(id, 1, false), sizes).close();
      }
    });
  }

  @Override
  public Recovered recover() {
    return fuse.run("reading the log", () -> {
      Invariant.check(active == null, "the log is read once");
      dropUnfinished();
      List<String> names = segmentNames();
      if (names.isEmpty()) throw Damage.at(directory, 0, "it has no segment, but this node has written at least one");
      Recovery recovery = new Recovery(disk, directory, id, sizes, doubt);
      active = recovery.run(names);
      sealed = recovery.sealed();
      nextBatch = recovery.nextBatch();
      onDisk = end = recovery.replay().end();
      floorIndex = recovery.replay().baseIndex();
      Optional<TornTail> doubted = doubt.raised();
      return new Recovered(end.hardState(), recovery.replay().entries(), doubted.isPresent() ? doubted : recovery.torn());
    });
  }

  @Override
  public void settled() {
    fuse.act("settling a doubt", doubt::settle);
  }

  @Override
  public void append(List<LogEntry> entries) {
    checkFollows(entries);
    fuse.act("appending", () -> {
      for (LogEntry entry : entries) {
        Items.write(gathered, entry);
        gatheredHighest = Math.max(gatheredHighest, entry.index());
        end = end.after(entry);
        if (gathered.length() >= sizes.batchBytes()) flush();
      }
    });
  }

  @Override
  public void write(HardState hardState) {
    Invariant.check(active != null, "the log has not been read yet");
    fuse.act("writing the hard state", () -> {
      Items.write(gathered, hardState);
      end = end.with(hardState);
      if (gathered.length() >= sizes.batchBytes()) flush();
    });
  }

  @Override
  public void sync() {
    fuse.act("syncing the log", this::flush);
  }

  @Override
  public void discardThrough(long index) {
    fuse.act("dropping segments", () -> {
      floorIndex = Math.max(floorIndex, Math.min(index, end.index()));
      while (!sealed.isEmpty() && sealed.peek().highestIndex() <= index) dropOldest();
    });
  }

  @Override
  public void restartAfter(long index, long term) {
    Invariant.check(active != null, "the log has not been read yet");
    fuse.act("restarting the log after entry " + index, () -> {
      forgetGathered();
      end = new LogEnd(index, term, end.hardState());
      roll(end, true);
      while (!sealed.isEmpty()) dropOldest();
      onDisk = end;
      floorIndex = index;
    });
  }

  @Override
  public long sizeBytes() {
    long bytes = active == null ? 0 : active.sizeBytes();
    for (SealedSegment segment : sealed) bytes += segment.sizeBytes();
    return bytes;
  }

  /** Forgets what was not synced. */
  @Override
  public void close() {
    forgetGathered();
    if (active == null) return;
    try {
      active.close();
    } catch (IOException e) {
      throw new StoreFailed("closing the log: " + e.getMessage(), e);
    }
  }

  private void checkFollows(List<LogEntry> entries) {
    Invariant.check(active != null, "the log has not been read yet");
    long next = entries.isEmpty() ? 0 : entries.get(0).index();
    if (!entries.isEmpty()) {
      Invariant.check(next > floorIndex && next <= end.index() + 1,
          "entry %d does not go into a log of entries %d to %d", next, floorIndex + 1, end.index());
    }
    for (LogEntry entry : entries) {
      Invariant.check(entry.index() == next++, "entry %d is not the next one", entry.index());
      Invariant.check(entry.payload().length <= MAX_PAYLOAD_BYTES, "entry %d is larger than %d bytes", entry.index(), MAX_PAYLOAD_BYTES);
    }
  }

  private void flush() throws IOException {
    if (gathered.length() == 0) return;
    if (!active.hasRoom(gathered.length())) roll(onDisk, false);
    active.write(nextBatch, gathered, gatheredHighest);
    nextBatch++;
    onDisk = end;
    forgetGathered();
  }

  private void forgetGathered() {
    gathered = new BinaryWriter();
    gatheredHighest = 0;
  }

  /** Begins a segment that goes on from {@code from}. One without a batch is replaced: the new one has its name. */
  private void roll(LogEnd from, boolean restart) throws IOException {
    if (active.isEmpty()) active.close();
    else sealed.add(active.seal());
    active = ActiveSegment.create(disk, directory, from.header(id, nextBatch, restart), sizes);
  }

  /** Oldest first and each synced, so that a crash never leaves a gap. */
  private void dropOldest() throws IOException {
    disk.delete(sealed.remove().file());
    disk.syncDirectory(directory);
  }

  private List<String> segmentNames() throws IOException {
    return disk.names(directory).stream().filter(name -> name.endsWith(SegmentHeader.SUFFIX)).toList();
  }

  private void dropUnfinished() throws IOException {
    for (String name : disk.names(directory)) {
      if (name.endsWith(SealedFile.UNFINISHED)) disk.delete(directory.resolve(name));
    }
  }
}
