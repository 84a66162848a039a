package io.dss.storage.journal;

import io.dss.kernel.BinaryReader;
import io.dss.kernel.BinaryWriter;
import io.dss.kernel.DiskId;
import io.dss.kernel.Invariant;
import io.dss.raft.log.SnapshotMeta;
import io.dss.spi.SnapshotStore.Source;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/** Reads a snapshot; no byte is handed out before the checksum of its block was held against it. */
final class SnapshotSource implements Source {
  private final Path path;
  private final Disk.DiskFile file;
  private final SnapshotForm form;
  private final long sizeBytes;
  private final Fuse fuse;
  private final Fuse.Act onClose;
  private boolean closed;

  private SnapshotSource(Path path, Disk.DiskFile file, SnapshotForm form, long sizeBytes, Fuse fuse, Fuse.Act onClose) {
    this.path = path;
    this.file = file;
    this.form = form;
    this.sizeBytes = sizeBytes;
    this.fuse = fuse;
    this.onClose = onClose;
  }

  static SnapshotSource open(Disk disk, Path path, DiskId id, Fuse fuse, Fuse.Act onClose) throws IOException {
    Disk.DiskFile file = disk.open(path);
    try {
      SnapshotForm form = SnapshotForm.read(path, file.bytes(0, SnapshotForm.MAX_HEADER_BYTES), id);
      return new SnapshotSource(path, file, form, bodyBytes(path, file, form), fuse, onClose);
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private static long bodyBytes(Path path, Disk.DiskFile file, SnapshotForm form) throws IOException {
    long trailerAt = file.sizeBytes() - SnapshotForm.TRAILER_BYTES;
    if (trailerAt < form.headerBytes()) throw Damage.at(path, file.sizeBytes(), "it ends before its trailer");
    byte[] trailer = file.bytes(trailerAt, SnapshotForm.TRAILER_BYTES);
    long bodyBytes = new BinaryReader(trailer, 4, 8).i64();
    if (!Arrays.equals(trailer, form.trailer(bodyBytes)) || form.fileBytes(bodyBytes) != file.sizeBytes()) {
      throw Damage.at(path, trailerAt, "what is here is not the trailer of a file of " + file.sizeBytes() + " bytes");
    }
    return bodyBytes;
  }

  @Override
  public SnapshotMeta meta() {
    return form.meta();
  }

  @Override
  public long sizeBytes() {
    return sizeBytes;
  }

  @Override
  public byte[] read(long offset, int maxBytes) {
    Invariant.check(!closed && offset >= 0 && offset <= sizeBytes && maxBytes >= 0, "reading %d bytes at %d of %d", maxBytes, offset, sizeBytes);
    return fuse.run("reading " + path, () -> {
      int count = (int) Math.min(maxBytes, sizeBytes - offset);
      BinaryWriter out = new BinaryWriter(count);
      while (out.length() < count) {
        long at = offset + out.length();
        byte[] block = block(at / SnapshotForm.BLOCK_BYTES);
        int from = (int) (at % SnapshotForm.BLOCK_BYTES);
        out.raw(block, from, Math.min(block.length - from, count - out.length()));
      }
      return out.toBytes();
    });
  }

  private byte[] block(long number) throws IOException {
    int count = (int) Math.min(SnapshotForm.BLOCK_BYTES, sizeBytes - number * SnapshotForm.BLOCK_BYTES);
    byte[] stored = file.bytes(form.blockOffset(number), count + SnapshotForm.SUM_BYTES);
    int sum = new BinaryReader(stored, count, SnapshotForm.SUM_BYTES).i32();
    if (sum != form.blockSum(number, stored, count)) {
      throw Damage.at(path, form.blockOffset(number), "the checksum of block " + number + " does not match");
    }
    return Arrays.copyOf(stored, count);
  }

  @Override
  public void close() {
    if (closed) return;
    closed = true;
    fuse.finish("closing " + path, () -> {
      file.close();
      onClose.run();
    });
  }
}
