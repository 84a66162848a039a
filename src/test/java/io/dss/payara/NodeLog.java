package io.dss.payara;

import io.dss.launch.NodeHome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** The log of one node over all its restarts, as far as it has not been rotated away. */
public final class NodeLog {
  private static final int ROTATED_FILES = 5;
  private static final long POLL_MILLIS = 50;
  private final NodeHome home;

  NodeLog(NodeHome home) {
    this.home = home;
  }

  /** Every line, oldest first. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (int age = ROTATED_FILES - 1; age >= 0; age--) {
      lines.addAll(read(home.logs().resolve("node." + age + ".log")));
    }
    return List.copyOf(lines);
  }

  public List<String> lines(Predicate<String> wanted) {
    return lines().stream().filter(wanted).toList();
  }

  /**
   * Waits for a line that was written after line number {@code after} (0 for the whole log) and that {@code wanted} holds of.
   *
   * @return the first such line
   * @throws AssertionError if there is none within {@code limit}
   */
  public String await(int after, Predicate<String> wanted, Duration limit) throws InterruptedException {
    long deadlineNanos = System.nanoTime() + limit.toNanos();
    while (true) {
      Optional<String> line = lines().stream().skip(after).filter(wanted).findFirst();
      if (line.isPresent()) {
        return line.get();
      }
      if (System.nanoTime() - deadlineNanos > 0) {
        throw new AssertionError("no such line within " + limit.toMillis() + " ms in " + home.log());
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
  }

  /** What the process wrote to standard output and error since its last start. */
  public List<String> console() {
    return read(home.console());
  }

  private static List<String> read(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().toList();
    } catch (NoSuchFileException notYetOrRotated) {
      return List.of();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
