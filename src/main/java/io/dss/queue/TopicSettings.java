package io.dss.queue;

/**
 * The settings of a topic.
 *
 * @param deadLetter where dead messages go: {@code TOPIC.dead}, which is the lane of the topic itself, or another topic
 * @param maxLength messages that are not dead, 0: no limit of its own
 * @param maxBytes of bodies of messages that are not dead, 0: no limit of its own
 * @param deadLetterExpired whether what outlives its {@code ttl} becomes dead and not forgotten
 */
public record TopicSettings(long visibilityMillis, int maxAttempts, Backoff backoff, String deadLetter, long maxLength, long maxBytes, OnFull onFull,
    OnPoison onPoison, boolean deadLetterExpired, boolean paused) {
  public static TopicSettings defaults(String topic) {
    return new TopicSettings(30_000, 20, Backoff.NONE, topic + TopicName.DEAD_SUFFIX, 0, 0, OnFull.REJECT, OnPoison.SKIP_TO_DEAD_LETTER, false, false);
  }

  /** What becomes of a publish that does not fit. */
  public enum OnFull {
    REJECT,
    DROP_OLDEST
  }

  /** What becomes of a message of a key that has failed too often, and of those behind it. */
  public enum OnPoison {
    /** It is tried on and on, and those behind it wait: order before everything. */
    BLOCK,
    /** It dies, those behind it go on. */
    SKIP_TO_DEAD_LETTER,
    /** It dies, and those behind it wait until an operator resumes the key. */
    PARK_KEY
  }
}
