package io.dss.delivery;

import java.util.Map;
import java.util.TreeMap;

/** The first deliveries of one key in one group, the latest of them: who was handed out when, and since when it can have been published. */
final class KeyFront {
  /** More than a key sees in the time that a message waits to be judged. */
  private static final int KEPT = 4_096;

  private final TreeMap<Long, Long> latestPublishByReturn = new TreeMap<>();

  void handed(long returned, long publishCalled) {
    latestPublishByReturn.merge(returned, publishCalled, Math::max);
    if (latestPublishByReturn.size() > KEPT) latestPublishByReturn.pollFirstEntry();
  }

  /** Whether a message whose publish was called after {@code published} had been handed out before {@code instant}. */
  boolean overtaken(long published, long instant) {
    for (Map.Entry<Long, Long> entry : latestPublishByReturn.headMap(instant, false).descendingMap().entrySet()) {
      if (entry.getValue() > published) return true;
    }
    return false;
  }
}
