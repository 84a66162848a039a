package io.dss.queue;

/** The limits of one topic that no setting changes. */
public final class QueueLimits {
  /** Groups of one topic. */
  public static final int GROUPS = 64;
  /** Messages of one topic, dead ones too: each costs its owner some 200 bytes of memory. */
  public static final int MESSAGES = 4_000_000;
  /** Headers and data of one message, in bytes; a frame between nodes must hold it. */
  public static final int BODY_BYTES = 2_097_152;
  /** Bodies that one consume or browse brings, in bytes; one message always comes. */
  public static final int CONSUME_BYTES = 1_048_576;
  /** Messages of one publish, consume, or list of an ack. */
  public static final int BATCH_MESSAGES = 1_000;
  /** How long the id of a message that is gone is remembered. */
  public static final long ID_WINDOW_MILLIS = 600_000;
  /** How many such ids a topic remembers; the oldest go first. */
  public static final int ID_WINDOW_IDS = 100_000;
  /** How long a result is kept for its Idempotency-Key. */
  public static final long IDEMPOTENCY_MILLIS = 600_000;
  /** Bytes of memory of such results of one topic, with their keys; new keys are refused above it. An acknowledgement has some 300: 90 calls a second, each with a key, for ever. */
  public static final int IDEMPOTENCY_BYTES = 16_777_216;
  /** Keys of one topic that may be parked; above it a poisoned message of a further key is tried on and on, as with {@code BLOCK}. */
  public static final int PARKED_KEYS = 10_000;
  /** Messages that one browse looks at; it may bring fewer than it was asked for, or none, and say where to go on. */
  public static final int BROWSE_MESSAGES = 10_000;
  /** Messages that one step of a purge, a redrive or a timer takes, and that those who wait are given in one step. */
  public static final int STEP_MESSAGES = 1_000;
  /**
   * Bytes of envelopes and notes above which a step takes no further message by itself: what has come due, who waits, a purge or redrive, the batch of a consume. With a
   * command of {@link #COMMAND_BYTES} a step stays below what a store takes as one batch.
   */
  public static final int STEP_BYTES = 262_144;
  /** Bodies that one step gives to those who wait, in bytes; they are in memory at once. */
  public static final int STEP_DELIVERED_BYTES = 4_194_304;
  /** What the messages of one publish, or of one list of an ack, nack or extend, make the store write, in bytes; one message is always taken. */
  public static final int COMMAND_BYTES = 2_621_440;
  /** Dead messages of one topic that are on their way to another topic. */
  public static final int FORWARDS = 256;
  /** Consumers of one topic that wait. */
  public static final int WAITERS = 20_000;
  /** A key is kept for the consumer that had its last message, so long after that consumer was last seen. */
  public static final long STICKY_MILLIS = 5_000;
  /** Every so many deliveries the oldest ready message goes first, whatever its priority. */
  public static final int ANTI_STARVATION = 10;

  private QueueLimits() {}
}
