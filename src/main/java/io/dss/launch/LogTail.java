package io.dss.launch;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The end of a log: what a node said before it died. */
public final class LogTail {
  private static final int MOST_BYTES = 256 * 1024;
  private static final int MOST_CHARACTERS = 300;
  /** From the most to the least telling. */
  private static final List<Predicate<String>> TELL_WHY = List.of(
      Pattern.compile("^Caused by: ").asPredicate(),
      Pattern.compile(" SEVERE |^Exception in |^Error|[Ee]rror: |OutOfMemory").asPredicate());
  private static final Predicate<String> NOISE = Pattern.compile("^\\s+at |^\\s*\\.\\.\\. [0-9]+ more|^\\s*$").asPredicate();
  /** What Payara logs when it could not deploy or start the application. It then stays up without it. */
  private static final Predicate<String> NOT_LOADED = Pattern.compile(" SEVERE +javax\\.enterprise\\.system\\.core: ").asPredicate();

  private LogTail() {}

  /** The last lines of {@code file}, of at most its last 256 KB and nothing before byte {@code from}; none if there is no such file. */
  public static List<String> lines(Path file, long from) {
    try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
      // A file shorter than it was has been rotated: all of it is new.
      long begin = Math.max(from > log.length() ? 0 : from, log.length() - MOST_BYTES);
      byte[] end = new byte[(int) (log.length() - begin)];
      log.seek(begin);
      log.readFully(end);
      return new String(end, StandardCharsets.UTF_8).lines().toList();
    } catch (IOException noLogYet) {
      return List.of();
    }
  }

  /** Whether the application of a node whose log began at {@code from} was refused by Payara. */
  static boolean saysNotLoaded(NodeHome home, long from) {
    return lines(home.log(), from).stream().anyMatch(NOT_LOADED);
  }

  /** Of what a node left behind since its log was {@code from} bytes long, the one line that most likely says why it died. */
  static String lastWords(NodeHome home, long from) {
    List<String> log = lines(home.log(), from);
    List<String> console = lines(home.console(), 0);
    for (Predicate<String> wanted : TELL_WHY) {
      String found = last(log, wanted).isEmpty() ? last(console, wanted) : last(log, wanted);
      if (!found.isEmpty()) {
        return found;
      }
    }
    return last(console, NOISE.negate()).isEmpty() ? last(log, NOISE.negate()) : last(console, NOISE.negate());
  }

  private static String last(List<String> lines, Predicate<String> wanted) {
    String last = lines.stream().filter(wanted).reduce("", (earlier, later) -> later).strip();
    return last.length() > MOST_CHARACTERS ? last.substring(0, MOST_CHARACTERS) + "..." : last;
  }
}
