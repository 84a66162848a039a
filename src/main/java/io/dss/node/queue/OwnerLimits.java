package io.dss.node.queue;

import io.dss.queue.NewMessage;

/**
 * What an owner of topics holds at most.
 *
 * @param topics on one node; calls for more are refused
 * @param idleTopics above it, topics that hold no message leave the memory after {@code idleMillis}
 * @param idleMillis without a call; names that never became a topic leave after it, however many there are
 * @param callsPerTopic that wait: for the topic to be loaded, for a message, for the store
 * @param effectBytesPerTopic not durable yet; more calls are refused as overload
 * @param effectBytesPerNode the same over all topics
 * @param bodyCacheBytes of bodies in memory that the store has too
 * @param takingAtOnce topics that are claimed and read at once; the rest wait their turn, those that somebody asked for first
 * @param takeOverTopics of them claimed in the background after a change of the ring
 * @param forwardsAtOnce dead messages that are published elsewhere at once
 * @param leaveMillis how long an orderly stop waits for the store
 */
public record OwnerLimits(int topics, int idleTopics, long idleMillis, int callsPerTopic, long effectBytesPerTopic, long effectBytesPerNode,
    long bodyCacheBytes, int takingAtOnce, int takeOverTopics, int forwardsAtOnce, long leaveMillis) {
  public static final OwnerLimits DEFAULTS =
      new OwnerLimits(100_000, 10_000, 60_000, 25_000, 16L << 20, 128L << 20, 64L << 20, 16, 8, 32, 5_000);

  /**
   * What the bodies of one publish may have in all, with 512 bytes for each message's envelope and notes: it is one step and so one batch, which has
   * more
   * than this only by what else the step does, and must stay within {@link io.dss.spi.MessageStore#STEP_BYTES}.
   */
  public static final int PUBLISH_BYTES = (2 << 20) + (512 << 10);
  /** An envelope, and notes of its id and its key, at the most. */
  private static final int ENVELOPE_BYTES = 512;
  /** Answers kept for repeats, over all topics: so many deliveries, and so many others, of so many bytes each. */
  static final int REPEATS = 65_536;
  static final long REPEAT_BYTES = 32L << 20;
  /** A batch, a claim or a read that the store did not answer is sent again after this, then after twice as long, and so on up to the next. */
  static final long RETRY_FIRST_MILLIS = 100;
  static final long RETRY_LAST_MILLIS = 2_000;
  /** How long a store that refused is left alone. */
  static final long REFUSED_MILLIS = 1_000;
  /** How long publishes are refused after the store was full: doubled each time it still is, as each try costs reading the topic again. */
  static final long FULL_FIRST_MILLIS = 1_000;
  static final long FULL_LAST_MILLIS = 30_000;
  /** Calls that wait for a message are sent elsewhere when this node has had no lease for so long; a change of the ring alone takes less. */
  static final long LEASE_GRACE_MILLIS = 1_000;

  /** What a message counts in {@link #PUBLISH_BYTES}. */
  public static long publishBytes(NewMessage message) {
    return ENVELOPE_BYTES + message.body().length;
  }

  public OwnerLimits withTopics(int most) {
    return new OwnerLimits(most, Math.min(idleTopics, most), idleMillis, callsPerTopic, effectBytesPerTopic, effectBytesPerNode, bodyCacheBytes,
        takingAtOnce, takeOverTopics, forwardsAtOnce, leaveMillis);
  }

  public OwnerLimits withBodyCacheBytes(long bytes) {
    return new OwnerLimits(topics, idleTopics, idleMillis, callsPerTopic, effectBytesPerTopic, effectBytesPerNode, bytes, takingAtOnce,
        takeOverTopics, forwardsAtOnce, leaveMillis);
  }
}
