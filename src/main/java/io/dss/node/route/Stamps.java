package io.dss.node.route;

import io.dss.kernel.Incarnation;
import io.dss.kernel.RequestStamp;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The stamps of this node's requests. Sequences are never reused; the floor that each stamp carries lets the table forget the results of all that is
 * settled here. Thread-safe.
 */
public final class Stamps {
  private final Incarnation origin;
  private final int maxOutstanding;
  private final TreeSet<Long> outstanding = new TreeSet<>();
  private long last;

  /** @param maxOutstanding at most what the table's window of results holds, or results would be forgotten before they are settled */
  public Stamps(Incarnation origin, int maxOutstanding) {
    this.origin = origin;
    this.maxOutstanding = maxOutstanding;
  }

  /** The next stamp; empty while as many are outstanding as may, or the oldest of them is as far behind as the window is wide. */
  public synchronized Optional<RequestStamp> next() {
    long floor = outstanding.isEmpty() ? last + 1 : outstanding.first();
    if (last + 1 - floor >= maxOutstanding) return Optional.empty();
    last++;
    outstanding.add(last);
    return Optional.of(new RequestStamp(origin, last, floor));
  }

  /** Its request was answered or given up; it will not be sent again. */
  public synchronized void settled(RequestStamp stamp) {
    outstanding.remove(stamp.sequence());
  }
}
