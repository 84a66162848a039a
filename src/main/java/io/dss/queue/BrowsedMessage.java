package io.dss.queue;

import java.util.Optional;

/** A message as it stands for one group. Instants are wall clock. @param dueMillis end of visibility or of the delay; empty if ready or dead */
public record BrowsedMessage(long sequence, String messageId, String group, MessageState state, Optional<String> key, int priority, int attempts, int failures,
    long publishedAtMillis, Optional<Long> dueMillis, Optional<Long> expiresAtMillis, Optional<Death> death, byte[] body) {
  public BrowsedMessage withBody(byte[] stored) {
    return new BrowsedMessage(sequence, messageId, group, state, key, priority, attempts, failures, publishedAtMillis, dueMillis, expiresAtMillis, death, stored);
  }
}
