package io.dss.protocol;

/** The limits of the contract that do not depend on a node's settings. Times in milliseconds. */
public final class Limits {
  /** Of a lock, a client, a topic or a key, in bytes of UTF-8. */
  public static final int NAME_BYTES = 512;

  /** How long a lock may be held before it counts as stuck: 0.1 s to a day. */
  public static final Range TIMEOUT_MILLIS = new Range(100, 86_400_000);

  public static final long TIMEOUT_DEFAULT_MILLIS = 30_000;

  /** How long one call may queue: up to a minute; 0 answers now. */
  public static final Range WAIT_MILLIS = new Range(0, 60_000);

  /** How many rows a list may have. */
  public static final Range LIST_ROWS = new Range(1, 10_000);

  public static final int LIST_ROWS_DEFAULT = 100;

  /** Below 2^53, so that every JSON reader has it exactly. */
  public static final Range FENCING_TOKEN = new Range(1, (1L << 53) - 1);

  /** Of an Idempotency-Key, in printable ASCII characters; at least one. */
  public static final int IDEMPOTENCY_KEY_CHARACTERS = 200;

  /** How deep lists and objects may be nested in a body. */
  public static final int JSON_DEPTH = 64;

  /** Of a number in a body; longer ones are out of every range. */
  public static final int NUMBER_CHARACTERS = 100;

  private Limits() {}

  /** Both ends included. */
  public record Range(long min, long max) {
    public boolean contains(long value) {
      return value >= min && value <= max;
    }

    void require(String field, long value) {
      if (!contains(value)) throw new IllegalArgumentException(field + " is " + value + ", " + min + " to " + max + " is allowed");
    }
  }
}
