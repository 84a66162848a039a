package io.dss.lock;

import io.dss.kernel.SortedTree;
import io.dss.lock.LockReply.Holder;
import io.dss.lock.LockReply.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One lock. Either one exclusive hold or any number of shared ones.
 *
 * @param newestToken of the latest grant or forced release of this lock since its name came into the table; 0 if there was none
 * @param holds by client
 * @param queue the waiters that were not passed over, in the order of their places
 * @param waiters all of them, by client: a client waits once
 */
record LockState(
    String name, long newestToken, SortedTree<String, Hold> holds, SortedTree<Place, Waiter> queue, SortedTree<String, Waiter> waiters) {
  private static final SortedTree<String, Hold> NO_HOLDS = SortedTree.empty();
  private static final SortedTree<Place, Waiter> NO_QUEUE = SortedTree.empty();
  private static final SortedTree<String, Waiter> NO_WAITERS = SortedTree.empty();

  static LockState free(String name) {
    return new LockState(name, 0, NO_HOLDS, NO_QUEUE, NO_WAITERS);
  }

  boolean isUnused() {
    return holds.isEmpty() && waiters.isEmpty();
  }

  /** Whether no hold of another client stands against {@code mode}. */
  boolean compatible(String clientId, LockMode mode) {
    if (holds.isEmpty()) return true;
    Hold any = holds.first().orElseThrow().getValue();
    boolean alone = holds.size() == 1 && any.clientId().equals(clientId);
    return alone || any.mode().compatibleWith(mode);
  }

  /** Whether there is room for one more hold, which an upgrade does not need. */
  boolean roomFor(String clientId, LockTableLimits limits) {
    return holds.size() < limits.maxHoldersPerLock() || holds.contains(clientId);
  }

  /** How many wait before {@code place}, plus one. */
  int position(Place place) {
    int ahead = 0;
    for (Map.Entry<Place, Waiter> waiter : queue) {
      if (waiter.getKey().compareTo(place) >= 0) break;
      ahead++;
    }
    return ahead + 1;
  }

  /** A refusal that names who holds the lock, but not {@code clientId} itself. */
  Refused refused(LockReply.Reason reason, String clientId, int position) {
    List<Holder> holders = new ArrayList<>();
    for (Map.Entry<String, Hold> hold : holds) {
      if (holders.size() == LockLimits.HOLDERS_IN_REPLY) break;
      if (!hold.getKey().equals(clientId)) holders.add(hold.getValue().described());
    }
    return new Refused(reason, List.copyOf(holders), position);
  }

  LockState withNewestToken(long token) {
    return new LockState(name, token, holds, queue, waiters);
  }

  LockState withHold(Hold hold) {
    return new LockState(name, newestToken, holds.with(hold.clientId(), hold), queue, waiters);
  }

  LockState withoutHold(Hold hold) {
    return new LockState(name, newestToken, holds.without(hold.clientId()), queue, waiters);
  }

  LockState withWaiter(Waiter waiter) {
    SortedTree<Place, Waiter> newQueue = waiter.passedOver() ? queue : queue.with(waiter.place(), waiter);
    return new LockState(name, newestToken, holds, newQueue, waiters.with(waiter.clientId(), waiter));
  }

  LockState withoutWaiter(Waiter waiter) {
    return new LockState(name, newestToken, holds, queue.without(waiter.place()), waiters.without(waiter.clientId()));
  }
}
