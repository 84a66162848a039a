package io.dss.kernel;

/**
 * What makes a request between nodes once-only: the node that took it from its client stamps it once and every retry carries the stamp.
 *
 * @param origin the life of the node that stamped it
 * @param sequence counts the stamps of that life, from 1
 * @param floor every sequence of that life below this one is settled at its origin (answered or given up): its result need not be kept, and a
 *     request that still comes with it is refused, not run again. Never goes back, at most {@code sequence}
 */
public record RequestStamp(Incarnation origin, long sequence, long floor) {
  public RequestStamp {
    if (floor < 1 || floor > sequence) {
      throw new IllegalArgumentException("stamp of " + origin + ": floor " + floor + " is outside 1.." + sequence);
    }
  }
}
