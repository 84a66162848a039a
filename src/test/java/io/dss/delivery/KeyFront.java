package io.dss.delivery;

import java.util.Map;
import java.util.TreeMap;

/** The first deliveries of one key in one group, the latest of them: who was handed out when, and since when it can have been published. */
final class KeyFront {
  /** More than a key sees in the time that a message waits to be judged. */
  private static final int KEPT = 4_096;

  /** By the return of a consume: the latest publish of all that were handed out until then. */
  private final TreeMap<Long, Long> latestPublishUntil = new TreeMap<>();

  void handed(long returned, long publishCalled) {
    Map.Entry<Long, Long> before = latestPublishUntil.floorEntry(returned);
    long latest = before == null ? publishCalled : Math.max(before.getValue(), publishCalled);
    latestPublishUntil.put(returned, latest);
    for (Map.Entry<Long, Long> later : latestPublishUntil.tailMap(returned, false).entrySet()) {
      if (later.getValue() >= latest) break;
      later.setValue(latest);
    }
    if (latestPublishUntil.size() > KEPT) latestPublishUntil.pollFirstEntry();
  }

  /** Whether a message whose publish was called after {@code published} had been handed out before {@code instant}. */
  boolean overtaken(long published, long instant) {
    Map.Entry<Long, Long> before = latestPublishUntil.lowerEntry(instant);
    return before != null && before.getValue() > published;
  }
}
