package io.dss.queue;

import java.util.Optional;

/**
 * One delivery.
 *
 * @param attempts deliveries so far, this one counted; never goes back
 * @param receipt opaque, URL-safe, names exactly this delivery
 * @param body empty as it leaves the core; the owner puts the stored one in
 */
public record DeliveredMessage(long sequence, String messageId, Optional<String> key, int priority, int attempts, int failures, String receipt,
    long publishedAtMillis, long visibleUntilMillis, Optional<Death> death, byte[] body) {
  public boolean redelivered() {
    return attempts > 1;
  }

  public DeliveredMessage withBody(byte[] stored) {
    return new DeliveredMessage(sequence, messageId, key, priority, attempts, failures, receipt, publishedAtMillis, visibleUntilMillis, death, stored);
  }
}
