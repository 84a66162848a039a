package io.dss.storage.journal;

import io.dss.kernel.BinaryWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** The segment that is written. Space is made ahead by writing zeros, so that a sync seldom has a new file size to write down. */
final class ActiveSegment {
  private final Path file;
  private final Disk.DiskFile open;
  private final JournalSizes sizes;
  private final Batches batches;
  private int end;
  private long spaceBytes;
  private long highestIndex;

  private ActiveSegment(Path file, Disk.DiskFile open, SegmentHeader header, JournalSizes sizes, int end, long highestIndex) throws IOException {
    this.file = file;
    this.open = open;
    this.sizes = sizes;
    this.batches = new Batches(header);
    this.end = end;
    this.spaceBytes = open.sizeBytes();
    this.highestIndex = highestIndex;
  }

  /** A new one, durable with its name on return. Under its name a segment always has a whole header. */
  static ActiveSegment create(Disk disk, Path directory, SegmentHeader header, JournalSizes sizes) throws IOException {
    Path file = directory.resolve(header.fileName());
    Path unfinished = directory.resolve(header.fileName() + SealedFile.UNFINISHED);
    Disk.DiskFile open = disk.create(unfinished);
    try {
      ByteBuffer beginning = ByteBuffer.allocate(Math.max(SegmentHeader.BYTES, sizes.stepBytes()));
      open.write(0, beginning.put(header.encoded()).clear());
      open.sync(true);
      disk.rename(unfinished, file);
      disk.syncDirectory(directory);
      return new ActiveSegment(file, open, header, sizes, SegmentHeader.BYTES, 0);
    } catch (IOException e) {
      open.close();
      throw e;
    }
  }

  /** Goes on after the last whole batch, which ends at {@code end}. */
  static ActiveSegment resume(Path file, Disk.DiskFile open, SegmentHeader header, JournalSizes sizes, int end, long highestIndex)
      throws IOException {
    return new ActiveSegment(file, open, header, sizes, end, highestIndex);
  }

  boolean isEmpty() {
    return end == SegmentHeader.BYTES;
  }

  /** Whether a batch of {@code payloadBytes} may go here; the first always may. */
  boolean hasRoom(int payloadBytes) {
    return isEmpty() || (long) end + payloadBytes + Batches.AROUND_BYTES <= sizes.segmentBytes();
  }

  /** Writes a batch and returns when it is on the disk. */
  void write(long number, BinaryWriter items, long highestInBatch) throws IOException {
    byte[] batch = batches.framed(number, end, items);
    int newEnd = Math.addExact(end, batch.length);
    boolean grows = newEnd > spaceBytes;
    if (grows) makeSpace(newEnd);
    open.write(end, ByteBuffer.wrap(batch));
    open.sync(grows);
    end = newEnd;
    highestIndex = Math.max(highestIndex, highestInBatch);
  }

  private void makeSpace(int newEnd) throws IOException {
    long wanted = Math.max(newEnd, Math.min(sizes.segmentBytes(), (long) newEnd + sizes.stepBytes()));
    open.write(newEnd, ByteBuffer.allocate((int) (wanted - newEnd)));
    spaceBytes = wanted;
  }

  /** Gives back the space after the last batch and closes the file. Durable on return. */
  SealedSegment seal() throws IOException {
    open.truncate(end);
    open.sync(true);
    open.close();
    return new SealedSegment(file, end, highestIndex);
  }

  long sizeBytes() {
    return spaceBytes;
  }

  void close() throws IOException {
    open.close();
  }
}
