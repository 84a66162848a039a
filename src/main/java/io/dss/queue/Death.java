package io.dss.queue;

/**
 * Why a message is dead.
 *
 * @param reason {@code max_attempts}, {@code expired}, {@code rejected}
 * @param detail what the nack said of which it died, or empty
 * @param origin the topic it was first published to
 * @param group in which it died
 * @param hops how often it has been dead, this time counted
 */
public record Death(String reason, String detail, String origin, String group, int hops, long atMillis) {
  public static final String MAX_ATTEMPTS = "max_attempts";
  public static final String EXPIRED = "expired";
  public static final String REJECTED = "rejected";
}
