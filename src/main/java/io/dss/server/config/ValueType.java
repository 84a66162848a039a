package io.dss.server.config;

/** How the text of a key is read. */
public enum ValueType {
  TEXT("text", ""),
  /** A JSON object of node id to URL, or an array of URLs. */
  PEERS("JSON", ""),
  /** One of a few words, which {@link Key#range} has. */
  CHOICE("word", ""),
  INTEGER("integer", ""),
  PERCENT("integer", "percent"),
  /** A bare number is in milliseconds; {@code ms}, {@code s}, {@code m}, {@code h} may follow it. */
  DURATION("duration", "ms"),
  /** A bare number is in bytes; {@code KiB}, {@code MiB}, {@code GiB} may follow it. */
  SIZE("size", "bytes");

  private final String words;
  private final String unit;

  ValueType(String words, String unit) {
    this.words = words;
    this.unit = unit;
  }

  /** For the docs. */
  public String words() {
    return words;
  }

  /** Of a bare number; empty if it has none. */
  public String unit() {
    return unit;
  }

  boolean isNumber() {
    return this != TEXT && this != PEERS && this != CHOICE;
  }
}
