package io.dss.queue;

import java.util.TreeSet;

/**
 * The dead-letter lane: what is dead in any group, the oldest first, one entry for each message and group. It is one queue for all groups, as it would be if it
 * were a topic of its own; the group is told with each message. A delivery from it ends like any other, but nothing dies twice.
 */
final class DeadLane {
  /** Those that are not being delivered. */
  final TreeSet<Place> ready = new TreeSet<>(Place.BY_SEQUENCE);
  final WaitingLine line = new WaitingLine();
}
