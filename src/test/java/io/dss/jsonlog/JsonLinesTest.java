package io.dss.jsonlog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class JsonLinesTest {
  private final JsonLines lines = new JsonLines();

  private static LogRecord record(String message, Object... parameters) {
    LogRecord record = new LogRecord(Level.INFO, message);
    record.setInstant(Instant.parse("2026-11-23T10:00:00.125Z"));
    record.setLoggerName("io.dss.raft");
    record.setParameters(parameters);
    return record;
  }

  @Test
  void aRecordIsOneLineWithItsParametersInPlace() {
    assertEquals("{\"time\":\"2026-11-23T10:00:00.125Z\",\"level\":\"INFO\",\"logger\":\"io.dss.raft\",\"message\":\"term 7 of a\"}\n",
        lines.format(record("term {0} of {1}", 7, "a")));
  }

  @Test
  void whatWouldEndTheStringOrTheLineIsEscaped() {
    String line = lines.format(record("a\"b\\c\nd\te\u0000f\ud800g\ud83d\ude00ü"));
    assertTrue(line.contains("\"message\":\"a\\\"b\\\\c\\nd\\u0009e\\u0000f\\ud800g\\ud83d\\ude00ü\"}"), line);
    assertEquals(1, line.chars().filter(c -> c == '\n').count());
  }

  @Test
  void aStackTraceStaysInTheLine() {
    LogRecord record = record("broken");
    record.setThrown(new IllegalStateException("why", new RuntimeException("cause")));
    record.setLoggerName(null);
    String line = lines.format(record);
    assertTrue(line.contains("\"logger\":\"null\""), line);
    assertTrue(line.contains("\"thrown\":\"java.lang.IllegalStateException: why\\n") && line.contains("Caused by: java.lang.RuntimeException: cause"), line);
    assertEquals(1, line.chars().filter(c -> c == '\n').count());
  }
}
