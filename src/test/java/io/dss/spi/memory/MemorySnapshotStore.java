package io.dss.spi.memory;

import io.dss.kernel.Invariant;
import io.dss.raft.log.SnapshotMeta;
import io.dss.spi.SnapshotStore;
import io.dss.spi.StoreFailed;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Optional;

/** Snapshots in memory. Thread-safe. */
final class MemorySnapshotStore implements SnapshotStore {
  /** What is durable. */
  static final class Content {
    private SnapshotMeta meta;
    private byte[] body;

    synchronized Content copy() {
      Content copy = new Content();
      copy.meta = meta;
      copy.body = body;
      return copy;
    }

    private synchronized void replace(SnapshotMeta newMeta, byte[] newBody) {
      if (meta != null && meta.lastIndex() >= newMeta.lastIndex()) return;
      meta = newMeta;
      body = newBody;
    }

    private synchronized Optional<SnapshotMeta> meta() {
      return Optional.ofNullable(meta);
    }

    private synchronized Source source() {
      if (meta == null) throw new StoreFailed("there is no snapshot");
      return new MemorySource(meta, body);
    }
  }

  private final Content content;

  MemorySnapshotStore(Content content) {
    this.content = content;
  }

  @Override
  public Optional<SnapshotMeta> newest() {
    return content.meta();
  }

  @Override
  public Source open() {
    return content.source();
  }

  @Override
  public Sink begin(SnapshotMeta meta) {
    return new MemorySink(meta, content);
  }

  private static final class MemorySink implements Sink {
    private final SnapshotMeta meta;
    private final Content content;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private boolean over;

    MemorySink(SnapshotMeta meta, Content content) {
      this.meta = meta;
      this.content = content;
    }

    @Override
    public void write(byte[] bytes, int from, int count) {
      Invariant.check(!over, "a snapshot is written before it is committed or closed");
      body.write(bytes, from, count);
    }

    @Override
    public long writtenBytes() {
      return body.size();
    }

    @Override
    public void commit() {
      Invariant.check(!over, "a snapshot is committed once");
      over = true;
      content.replace(meta, body.toByteArray());
    }

    @Override
    public void close() {
      over = true;
    }
  }

  private record MemorySource(SnapshotMeta meta, byte[] body) implements Source {
    @Override
    public long sizeBytes() {
      return body.length;
    }

    @Override
    public byte[] read(long offset, int maxBytes) {
      Invariant.check(offset >= 0 && offset <= body.length && maxBytes >= 0, "reading %d bytes at %d of %d", maxBytes, offset, body.length);
      return Arrays.copyOfRange(body, (int) offset, (int) Math.min(body.length, offset + maxBytes));
    }

    @Override
    public void close() {}
  }
}
