package io.dss.server.rest;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What a logger is told until this is closed; nobody else hears it. */
public final class Overheard extends Handler implements AutoCloseable {
  private final Logger log;
  private final List<LogRecord> records = new ArrayList<>();

  public Overheard(String logger) {
    log = Logger.getLogger(logger);
    log.addHandler(this);
    log.setUseParentHandlers(false);
  }

  public List<LogRecord> records() {
    return records;
  }

  public List<String> messages() {
    return records.stream().map(LogRecord::getMessage).toList();
  }

  @Override
  public void publish(LogRecord it) {
    records.add(it);
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    log.removeHandler(this);
    log.setUseParentHandlers(true);
  }
}
