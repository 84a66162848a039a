package io.dss.storage.journal;

import io.dss.kernel.BinaryWriter;
import io.dss.kernel.Invariant;
import io.dss.raft.log.SnapshotMeta;
import io.dss.spi.SnapshotStore.Sink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** Writes a snapshot under a name of its own until it is whole. */
final class SnapshotSink implements Sink {
  private enum State {
    WRITING,
    COMMITTED,
    CLOSED
  }

  /** Takes the finished file. */
  interface Publisher {
    void publish(SnapshotMeta meta, Path finished) throws IOException;
  }

  private final Disk disk;
  private final Path path;
  private final SnapshotForm form;
  private final Fuse fuse;
  private final Publisher publisher;
  private final Disk.DiskFile file;
  private final byte[] block = new byte[SnapshotForm.BLOCK_BYTES];
  private int inBlock;
  private long writtenBytes;
  private State state = State.WRITING;

  SnapshotSink(Disk disk, Path path, byte[] header, SnapshotMeta meta, Fuse fuse, Publisher publisher) throws IOException {
    this.disk = disk;
    this.path = path;
    this.form = SnapshotForm.of(meta, header);
    this.fuse = fuse;
    this.publisher = publisher;
    this.file = disk.create(path);
    try {
      file.write(0, ByteBuffer.wrap(header));
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  @Override
  public void write(byte[] bytes, int from, int count) {
    Invariant.check(state == State.WRITING, "a snapshot is written before it is committed or closed");
    fuse.act("writing " + path, () -> {
      int done = 0;
      while (done < count) {
        int now = Math.min(count - done, block.length - inBlock);
        System.arraycopy(bytes, from + done, block, inBlock, now);
        inBlock += now;
        writtenBytes += now;
        done += now;
        if (inBlock == block.length) writeBlock();
      }
    });
  }

  @Override
  public long writtenBytes() {
    return writtenBytes;
  }

  @Override
  public void commit() {
    Invariant.check(state == State.WRITING, "a snapshot is committed once");
    fuse.act("committing " + path, () -> {
      if (inBlock > 0) writeBlock();
      long trailerAt = form.fileBytes(writtenBytes) - SnapshotForm.TRAILER_BYTES;
      file.write(trailerAt, ByteBuffer.wrap(form.trailer(writtenBytes)));
      file.sync(true);
      file.close();
      state = State.COMMITTED;
      publisher.publish(form.meta(), path);
    });
  }

  @Override
  public void close() {
    if (state != State.WRITING) return;
    state = State.CLOSED;
    fuse.finish("giving up " + path, () -> {
      file.close();
      disk.delete(path);
    });
  }

  private void writeBlock() throws IOException {
    long number = (writtenBytes - 1) / SnapshotForm.BLOCK_BYTES;
    byte[] sum = new BinaryWriter().i32(form.blockSum(number, block, inBlock)).toBytes();
    file.write(form.blockOffset(number), ByteBuffer.allocate(inBlock + SnapshotForm.SUM_BYTES).put(block, 0, inBlock).put(sum).flip());
    inBlock = 0;
  }
}
