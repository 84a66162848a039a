package io.dss.storage.journal;

import io.dss.spi.NoSpaceLeft;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The file system of a POSIX machine: directories can be synced, a rename within one is atomic. */
final class RealDisk implements Disk {
  @Override
  public void makeDirectory(Path directory) throws IOException {
    Path absolute = directory.toAbsolutePath();
    if (Files.isDirectory(absolute)) return;
    Path parent = absolute.getParent();
    makeDirectory(parent);
    noticingFull(() -> Files.createDirectory(absolute));
    syncDirectory(parent);
  }

  @Override
  public List<String> names(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) return List.of();
    try (Stream<Path> paths = Files.list(directory)) {
      return paths.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  @Override
  public boolean exists(Path file) {
    return Files.exists(file);
  }

  @Override
  public DiskFile create(Path file) throws IOException {
    return new OpenFile(noticingFull(() ->
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE)));
  }

  @Override
  public DiskFile open(Path file) throws IOException {
    return new OpenFile(FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE));
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    noticingFull(() -> Files.move(from, to, StandardCopyOption.ATOMIC_MOVE));
  }

  @Override
  public void delete(Path file) throws IOException {
    Files.delete(file);
  }

  @Override
  public void syncDirectory(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  @Override
  public Optional<Closeable> lock(Path file) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() != null) return Optional.of(channel);
    } catch (OverlappingFileLockException heldInThisProcess) {
      channel.close();
      return Optional.empty();
    }
    channel.close();
    return Optional.empty();
  }

  private interface Step<T> {
    T run() throws IOException;
  }

  /** The JDK has no type for ENOSPC and EDQUOT: the text of the C library is all there is. */
  private static <T> T noticingFull(Step<T> step) throws IOException {
    try {
      return step.run();
    } catch (IOException e) {
      String text = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
      if (text.contains("no space left") || text.contains("quota exceeded")) throw new NoSpaceLeft(e.getMessage(), e);
      throw e;
    }
  }

  private record OpenFile(FileChannel channel) implements DiskFile {
    @Override
    public long sizeBytes() throws IOException {
      return channel.size();
    }

    @Override
    public void read(long offset, ByteBuffer into) throws IOException {
      int start = into.position();
      while (into.hasRemaining()) {
        if (channel.read(into, offset + into.position() - start) < 0) return;
      }
    }

    @Override
    public void write(long offset, ByteBuffer bytes) throws IOException {
      int start = bytes.position();
      while (bytes.hasRemaining()) noticingFull(() -> channel.write(bytes, offset + bytes.position() - start));
    }

    @Override
    public void truncate(long sizeBytes) throws IOException {
      channel.truncate(sizeBytes);
    }

    @Override
    public void sync(boolean sizeChanged) throws IOException {
      noticingFull(() -> {
        channel.force(sizeChanged);
        return true;
      });
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
