package io.dss.queue;

import java.util.Optional;

/**
 * A message to be published.
 *
 * @param messageId the producer's own, or the one it was stamped with by the node that took the call; published once within the topic's window
 * @param key messages of one key stay in order
 * @param priority 0-9, 9 first
 * @param delayMillis from when the owner takes it
 * @param ttlMillis from when the owner takes it; 0: already over. Empty: for ever
 * @param body headers and data, opaque here, at most {@link QueueLimits#BODY_BYTES}
 */
public record NewMessage(String messageId, Optional<String> key, int priority, long delayMillis, Optional<Long> ttlMillis, byte[] body) {
  public static final int DEFAULT_PRIORITY = 4;
}
