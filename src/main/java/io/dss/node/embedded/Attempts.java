package io.dss.node.embedded;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How often one call was handed to a leader. Calls are sent again by themselves, and a batch whose first copy was applied may find with its second one that another has claimed
 * the topic since: only a batch that went out once and was fenced surely changed nothing.
 */
final class Attempts {
  private final AtomicInteger begun = new AtomicInteger();

  void begin() {
    begun.incrementAndGet();
  }

  boolean several() {
    return begun.get() > 1;
  }
}
