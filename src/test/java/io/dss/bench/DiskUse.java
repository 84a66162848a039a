package io.dss.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What the files of a directory hold, those below it too. */
final class DiskUse {
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
