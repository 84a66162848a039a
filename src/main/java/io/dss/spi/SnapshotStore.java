package io.dss.spi;

import io.dss.raft.log.SnapshotMeta;
import java.util.Optional;

/**
 * Where snapshots live. A snapshot is there as a whole or not at all; the newest one is kept, and older ones for as long as a {@link Source} reads them.
 * Every method may block on the disk; sinks and sources may be used by another thread than the one that asked for them, one thread at a time each.
 */
public interface SnapshotStore {
  /** The newest whole snapshot, or empty on a new disk (the state before the first entry is a snapshot too: it holds the first configuration). */
  Optional<SnapshotMeta> newest();

  /** Opens the newest snapshot. @throws StoreFailed when there is none or its bytes are not what was written */
  Source open();

  /** Begins a snapshot; it replaces the newest only once {@link Sink#commit} has returned. */
  Sink begin(SnapshotMeta meta);

  /** Writes one snapshot from front to back. Closing without {@link #commit} leaves nothing. */
  interface Sink extends AutoCloseable {
    void write(byte[] bytes, int from, int count);

    long writtenBytes();

    /** Returns when the snapshot, its meta data and its name are on the disk. */
    void commit();

    @Override
    void close();
  }

  /** Reads one snapshot at any offset. */
  interface Source extends AutoCloseable {
    SnapshotMeta meta();

    long sizeBytes();

    /** The bytes from {@code offset}, at most {@code maxBytes}; fewer only at the end. */
    byte[] read(long offset, int maxBytes);

    @Override
    void close();
  }
}
