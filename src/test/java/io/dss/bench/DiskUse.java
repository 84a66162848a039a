package io.dss.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What the files of a directory hold, those below it too. */
final class DiskUse {
  private static final long STILL_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(120);
  private static final long POLL_MILLIS = 500;
  private static final long A_LITTLE_BYTES = 1 << 20;

  private DiskUse() {}

  /** Files that go away meanwhile count as nothing. */
  static long bytes(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile).mapToLong(DiskUse::size).sum();
    } catch (UncheckedIOException goneMeanwhile) {
      if (goneMeanwhile.getCause() instanceof NoSuchFileException) return bytes(directory);
      throw goneMeanwhile.getCause();
    }
  }

  /** Waits until it has stayed the same for a while. */
  static long settled(Path directory) throws IOException, InterruptedException {
    long bytes = bytes(directory);
    long began = System.nanoTime();
    long changed = began;
    while (System.nanoTime() - changed < STILL_NANOS && System.nanoTime() - began < LIMIT_NANOS) {
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      long now = bytes(directory);
      // A leader alone writes a little every now and then.
      if (Math.abs(now - bytes) > A_LITTLE_BYTES) {
        changed = System.nanoTime();
        bytes = now;
      }
    }
    return bytes(directory);
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (NoSuchFileException gone) {
      return 0;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
