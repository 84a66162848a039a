package io.dss.jsonlog;

import java.util.logging.Formatter;
import java.util.logging.LogRecord;

/**
 * A log record as one JSON object in one line: {@code time} (ISO 8601, UTC), {@code level}, {@code logger}, {@code message}, and {@code thrown} with the whole
 * stack trace where there is one. Thread-safe; made by {@code java.util.logging} from its configuration, hence public.
 */
public final class JsonLines extends Formatter {
  private static final char LAST_CONTROL = 0x1f;
  /** Causes may be a ring. */
  private static final int MOST_CAUSES = 16;

  @Override
  public String format(LogRecord record) {
    StringBuilder line = new StringBuilder("{");
    member(line, "time", record.getInstant().toString());
    member(line.append(','), "level", record.getLevel().getName());
    member(line.append(','), "logger", String.valueOf(record.getLoggerName()));
    member(line.append(','), "message", formatMessage(record));
    if (record.getThrown() != null) member(line.append(','), "thrown", trace(record.getThrown()));
    return line.append("}\n").toString();
  }

  private static String trace(Throwable thrown) {
    StringBuilder trace = new StringBuilder();
    Throwable at = thrown;
    for (int depth = 0; at != null && depth < MOST_CAUSES; depth++) {
      trace.append(depth == 0 ? "" : "Caused by: ").append(at).append('\n');
      for (StackTraceElement frame : at.getStackTrace()) trace.append("\tat ").append(frame).append('\n');
      at = at.getCause();
    }
    return trace.toString();
  }

  private static void member(StringBuilder line, String name, String value) {
    line.append('"').append(name).append("\":\"");
    for (int i = 0; i < value.length(); i++) character(line, value.charAt(i));
    line.append('"');
  }

  /** Half a pair of surrogates has no UTF-8, so a reader of JSON would refuse the line: it is escaped as the others are that may not stand there. */
  private static void character(StringBuilder line, char c) {
    if (c == '"' || c == '\\') line.append('\\').append(c);
    else if (c == '\n') line.append("\\n");
    else if (c <= LAST_CONTROL || Character.isSurrogate(c)) line.append(String.format("\\u%04x", (int) c));
    else line.append(c);
  }
}
