package io.dss.storage.journal;

import io.dss.kernel.DiskId;
import io.dss.kernel.MalformedBinary;
import io.dss.spi.LogStore.TornTail;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Reads all segments in order, once. A batch that is not whole is cut only at the end of the last segment and only when {@link Tail} allows it.
 * One segment at a time is in memory.
 */
final class Recovery {
  private final Disk disk;
  private final Path directory;
  private final DiskId id;
  private final JournalSizes sizes;
  private final Doubt doubt;
  private final Replay replay = new Replay();
  private final Deque<SealedSegment> sealed = new ArrayDeque<>();
  private Optional<TornTail> torn = Optional.empty();
  private long nextBatch;

  Recovery(Disk disk, Path directory, DiskId id, JournalSizes sizes, Doubt doubt) {
    this.disk = disk;
    this.directory = directory;
    this.id = id;
    this.sizes = sizes;
    this.doubt = doubt;
  }

  /** Reads the segments called {@code names}, ascending, at least one; returns the one to go on with. */
  ActiveSegment run(List<String> names) throws IOException {
    int last = names.size() - 1;
    for (int i = 0; i < last; i++) readSealed(directory.resolve(names.get(i)), i == 0);
    return readLast(directory.resolve(names.get(last)), last == 0);
  }

  Replay replay() {
    return replay;
  }

  Deque<SealedSegment> sealed() {
    return sealed;
  }

  long nextBatch() {
    return nextBatch;
  }

  /** What was cut just now. */
  Optional<TornTail> torn() {
    return torn;
  }

  private void readSealed(Path file, boolean oldest) throws IOException {
    try (Disk.DiskFile open = disk.open(file)) {
      byte[] segment = content(file, open);
      SegmentHeader header = begin(file, segment, oldest);
      int end = replayBatches(file, segment, new Batches(header));
      if (end != segment.length) {
        throw Damage.at(file, end, "batch " + nextBatch + " or the end of the file is due here; it was on the disk, as a later segment is there");
      }
      sealed.add(new SealedSegment(file, segment.length, replay.highestInSegment()));
    }
  }

  private ActiveSegment readLast(Path file, boolean oldest) throws IOException {
    Disk.DiskFile open = disk.open(file);
    try {
      byte[] segment = content(file, open);
      SegmentHeader header = begin(file, segment, oldest);
      Batches batches = new Batches(header);
      int end = replayBatches(file, segment, batches);
      cutTail(file, open, segment, end, Tail.judge(batches, segment, end, nextBatch));
      return ActiveSegment.resume(file, open, header, sizes, end, replay.highestInSegment());
    } catch (IOException | RuntimeException e) {
      open.close();
      throw e;
    }
  }

  private static byte[] content(Path file, Disk.DiskFile open) throws IOException {
    if (open.sizeBytes() > Integer.MAX_VALUE - 8) throw Damage.at(file, 0, "it cannot have " + open.sizeBytes() + " bytes");
    return open.bytes(0, (int) open.sizeBytes());
  }

  private SegmentHeader begin(Path file, byte[] segment, boolean oldest) {
    SegmentHeader header = SegmentHeader.read(file, segment, id);
    if (!oldest && header.firstBatch() != nextBatch) {
      throw Damage.at(file, 0, "it begins with batch " + header.firstBatch() + ", but the file before it ends with " + (nextBatch - 1)
          + ": the batches between are missing");
    }
    nextBatch = header.firstBatch();
    try {
      if (oldest) replay.beginOldest(header);
      else replay.begin(header);
    } catch (MalformedBinary e) {
      throw Damage.at(file, 0, e.getMessage());
    }
    return header;
  }

  /** Returns where the last whole batch ends. */
  private int replayBatches(Path file, byte[] segment, Batches batches) {
    int at = SegmentHeader.BYTES;
    while (batches.wholeAt(segment, at) && batches.numberAt(segment, at) == nextBatch) {
      try {
        Items.read(batches.itemsAt(segment, at), replay);
      } catch (MalformedBinary | IllegalArgumentException e) {
        throw Damage.at(file, at, "batch " + nextBatch + " is sound by its checksum and cannot be read: " + e.getMessage());
      }
      at = (int) batches.endAt(segment, at);
      nextBatch++;
    }
    return at;
  }

  private void cutTail(Path file, Disk.DiskFile open, byte[] segment, int end, Tail tail) throws IOException {
    if (tail == Tail.CLEAN) return;
    if (tail == Tail.FOLLOWED) {
      throw Damage.at(file, end, "batch " + nextBatch + " is not what was written, and a later one proves that it was on the disk");
    }
    if (tail == Tail.DAMAGED) {
      throw Damage.at(file, end, "batch " + nextBatch + " is due here, what is here is no beginning of it: it may have been acknowledged");
    }
    TornTail cut = new TornTail(file.toString(), end, Tail.contentEnd(segment, end) - end, tail == Tail.DOUBTFUL);
    if (cut.doubtful()) doubt.raise(cut);
    // In one step, so that a crash meanwhile leaves what was there or nothing; zeros written over it could themselves be torn.
    open.truncate(end);
    open.sync(true);
    torn = Optional.of(cut);
  }
}
