package io.dss.protocol;

import io.dss.protocol.Limits.Range;

/** What the fields of the queue calls may be. Times in milliseconds. */
public final class QueueRanges {
  private static final long TEN_YEARS_MILLIS = 3_652L * 86_400_000;

  public static final String DEFAULT_GROUP = "default";

  /** Messages of a publish, a consume or a list of an ack. */
  public static final Range BATCH = new Range(1, 1_000);

  public static final Range PRIORITY = new Range(0, 9);

  /** How long a message may rest before it is ready, and how long it may live. */
  public static final Range DELAY_MILLIS = new Range(0, TEN_YEARS_MILLIS);

  /** How long a consumer may have a message: 0.1 s to half a day. */
  public static final Range VISIBILITY_MILLIS = new Range(100, 43_200_000);

  /** How long one consume may wait for a message. */
  public static final Range WAIT_MILLIS = new Range(0, 20_000);

  public static final Range HEADERS = new Range(0, 64);

  /** Names and values of all headers of a message, in bytes of UTF-8. */
  public static final int HEADER_BYTES = 16_384;

  /** Of a nack's reason, in bytes of UTF-8. */
  public static final int REASON_BYTES = 1_024;

  /** Failures after which a message is dead. */
  public static final Range MAX_ATTEMPTS = new Range(1, 1_000_000);

  public static final Range BACKOFF_MILLIS = new Range(0, 86_400_000);

  /** In thousandths. */
  public static final Range BACKOFF_MULTIPLIER = new Range(1_000, 100_000);

  /** In thousandths of the whole. */
  public static final Range BACKOFF_JITTER = new Range(0, 1_000);

  /** Of a topic, in messages or bytes; 0: no limit of its own. */
  public static final Range TOPIC_LIMIT = new Range(0, (1L << 53) - 1);

  /** Dead messages that one redrive brings back. */
  public static final Range REDRIVEN = new Range(1, 4_000_000);

  /** Rows of a browse, each with its data. */
  public static final Range BROWSE_ROWS = new Range(1, 1_000);

  /** Where in a topic a browse goes on. */
  public static final Range SEQUENCE = new Range(0, (1L << 53) - 1);

  private QueueRanges() {}
}
