package io.dss.node.queue;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Under which claim each topic answered last. A claim that ended never comes back, so one that was known before a call began and answers its repeat
 * was in force all the time between: whatever an earlier attempt did, it did under that claim, whose owner answers a repeat as it answered the
 * first. Of topics that are not known, the one not asked for longest is forgotten first. Thread-safe.
 */
final class KnownClaims {
  private final int maxTopics;
  private final Map<String, String> claims = new LinkedHashMap<>(16, 0.75f, true);

  KnownClaims(int maxTopics) {
    this.maxTopics = maxTopics;
  }

  synchronized Optional<String> of(String topic) {
    return Optional.ofNullable(claims.get(topic));
  }

  synchronized void answered(String topic, String claim) {
    claims.put(topic, claim);
    if (claims.size() > maxTopics) claims.remove(claims.keySet().iterator().next());
  }
}
