package io.dss.queue;

import java.util.Optional;

/** What a message has been through in one group. A message that was never delivered there and never died has none, which is what keeps waiting cheap. */
final class Life {
  /** Deliveries; never goes back. */
  int attempts;
  /** Of those, the ones that failed since the last redrive. */
  int failures;
  /** How often it has been dead. */
  int hops;
  /** Of the owner that delivered it last; empty before. */
  String epoch = "";
  /** End of the delivery or of the rest, on the owner's monotonic clock; meaningless in other states. */
  long dueMonotonicMillis;
  /** The same instant on the wall clock: the only one that means anything to the next owner. */
  long dueWallMillis;
  /** How long that delivery or rest is in all; a wall clock that was set back cannot make it longer than that. */
  long lengthMillis;
  Optional<Fatal> fatal = Optional.empty();

  /** Why it is dead. */
  record Fatal(String reason, String detail, long atMillis) {}
}
