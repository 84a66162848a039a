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
  private static final int MOST_BYTES = 64 * 1024;
  private static final int MOST_CHARACTERS = 300;
  private static final Predicate<String> TELLS_WHY = Pattern.compile("SEVERE|Caused by: |^Exception in |^Error|[Ee]rror: |OutOfMemory").asPredicate();
  private static final Predicate<String> NOISE = Pattern.compile("^\\s+at |^\\s*\\.\\.\\. [0-9]+ more|^\\s*$").asPredicate();

  private LogTail() {}

  /** The last lines of {@code file} within its last 64 KB; none if there is no such file. */
  public static List<String> lines(Path file) {
    try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
      byte[] end = new byte[(int) Math.min(MOST_BYTES, log.length())];
      log.seek(log.length() - end.length);
      log.readFully(end);
      return new String(end, StandardCharsets.UTF_8).lines().toList();
    } catch (IOException noLogYet) {
      return List.of();
    }
  }

  /** Of what a node left behind the one line that most likely says why it died: its last error, else its last word. */
  static String lastWords(NodeHome home) {
    for (Path file : List.of(home.log(), home.console())) {
      String error = last(lines(file), TELLS_WHY);
      if (!error.isEmpty()) {
        return error;
      }
    }
    String word = last(lines(home.console()), NOISE.negate());
    return word.isEmpty() ? last(lines(home.log()), NOISE.negate()) : word;
  }

  private static String last(List<String> lines, Predicate<String> wanted) {
    String last = lines.stream().filter(wanted).reduce("", (earlier, later) -> later).strip();
    return last.length() > MOST_CHARACTERS ? last.substring(0, MOST_CHARACTERS) + "..." : last;
  }
}
