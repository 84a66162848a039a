package io.dss.storage.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What this package asks of a file system, so that tests can tear writes, flip bits, lose what was not synced and fill the disk up. */
interface Disk {
  /** Makes it and its parents, durably; nothing when it is there. */
  void makeDirectory(Path directory) throws IOException;

  /** The names in {@code directory}, ascending; empty when there is none. */
  List<String> names(Path directory) throws IOException;

  boolean exists(Path file) throws IOException;

  /** A new empty file; fails when the name is taken. */
  DiskFile create(Path file) throws IOException;

  /** An existing file, to read and write. */
  DiskFile open(Path file) throws IOException;

  /** Gives a file another name in one step, replacing what had it. Durable after {@link #syncDirectory}. */
  void rename(Path from, Path to) throws IOException;

  /** Durable after {@link #syncDirectory}. */
  void delete(Path file) throws IOException;

  void syncDirectory(Path directory) throws IOException;

  /** An exclusive lock that ends when it is closed or the process dies; empty when somebody has it. */
  Optional<Closeable> lock(Path file) throws IOException;

  /** An open file. Offsets are absolute, in bytes. */
  interface DiskFile extends Closeable {
    long sizeBytes() throws IOException;

    /** Fills {@code into} from {@code offset}, up to the end of the file. */
    void read(long offset, ByteBuffer into) throws IOException;

    /** Writes all of {@code bytes}. */
    void write(long offset, ByteBuffer bytes) throws IOException;

    void truncate(long sizeBytes) throws IOException;

    /** Returns when what was written is on the disk; with {@code sizeChanged} the file's size too. */
    void sync(boolean sizeChanged) throws IOException;

    /** The {@code count} bytes from {@code offset}, fewer only where the file ends. */
    default byte[] bytes(long offset, int count) throws IOException {
      ByteBuffer into = ByteBuffer.allocate((int) Math.max(0, Math.min(count, sizeBytes() - offset)));
      read(offset, into);
      if (into.hasRemaining()) throw new IOException("ended at " + (offset + into.position()) + " while it was being read");
      return into.array();
    }
  }
}
