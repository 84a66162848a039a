package io.dss.lock;

import io.dss.kernel.Invariant;
import io.dss.kernel.NodeId;
import io.dss.kernel.RequestStamp;
import io.dss.kernel.SortedTree;
import java.util.ArrayList;
import java.util.List;

/**
 * The next table while one entry is applied: every index and counter changes together with what it counts, here and nowhere else. Lives inside one
 * {@link LockTable#apply}; not thread-safe.
 */
final class Draft {
  final LockTableLimits limits;
  final long index;
  final long timeMillis;
  FencingCount fencing;
  SortedTree<String, LockState> locks;
  SortedTree<String, Integer> places;
  SortedTree<Deadline, Deadline> deadlines;
  SortedTree<String, KeptKey> keys;
  SortedTree<NodeId, Window> origins;
  int holdCount;
  int waiterCount;
  long bytes;
  private final List<LockEvent> events = new ArrayList<>();

  Draft(LockTable from, long index, long timeMillis) {
    this.limits = from.limits;
    this.index = index;
    this.timeMillis = timeMillis;
    this.fencing = from.fencing;
    this.locks = from.locks;
    this.places = from.places;
    this.deadlines = from.deadlines;
    this.keys = from.keys;
    this.origins = from.origins;
    this.holdCount = from.holdCount;
    this.waiterCount = from.waiterCount;
    this.bytes = from.bytes;
  }

  LockTable.Applied applied(LockReply reply) {
    return new LockTable.Applied(new LockTable(this), reply, List.copyOf(events));
  }

  void happened(LockEvent event) {
    events.add(event);
  }

  /** The lock; a free one if nobody holds or waits for it. */
  LockState lock(String name) {
    LockState lock = locks.get(name);
    return lock != null ? lock : LockState.free(name);
  }

  /** Ends every token of {@code lockName} so far: the next one, given to nobody. */
  long moveTokenOn(String lockName) {
    fencing = fencing.next();
    if (locks.contains(lockName)) put(lock(lockName).withNewestToken(fencing.token()));
    return fencing.token();
  }

  void restoreNewestToken(String lockName, long token) {
    put(lock(lockName).withNewestToken(token));
  }

  void addHold(String lockName, Hold hold) {
    LockState lock = lock(lockName);
    Invariant.check(!lock.holds().contains(hold.clientId()), "%s already holds %s", hold.clientId(), lockName);
    checkCompatible(lock, hold);
    put(lock.withHold(hold).withNewestToken(Math.max(lock.newestToken(), hold.fencingToken())));
    schedule(Deadline.of(lockName, hold));
    countPlaces(hold.clientId(), 1);
    holdCount++;
    bytes += Footprint.of(hold);
  }

  void replaceHold(String lockName, Hold before, Hold after) {
    LockState lock = lock(lockName);
    checkCompatible(lock, after);
    put(lock.withHold(after).withNewestToken(Math.max(lock.newestToken(), after.fencingToken())));
    reschedule(Deadline.of(lockName, before), Deadline.of(lockName, after));
  }

  void removeHold(String lockName, Hold hold) {
    put(lock(lockName).withoutHold(hold));
    unschedule(Deadline.of(lockName, hold));
    countPlaces(hold.clientId(), -1);
    holdCount--;
    bytes -= Footprint.of(hold);
  }

  void addWaiter(String lockName, Waiter waiter) {
    put(lock(lockName).withWaiter(waiter));
    schedule(Deadline.of(lockName, waiter));
    countPlaces(waiter.clientId(), 1);
    waiterCount++;
    bytes += Footprint.of(waiter);
  }

  void replaceWaiter(String lockName, Waiter before, Waiter after) {
    put(lock(lockName).withoutWaiter(before).withWaiter(after));
    reschedule(Deadline.of(lockName, before), Deadline.of(lockName, after));
  }

  void removeWaiter(String lockName, Waiter waiter) {
    put(lock(lockName).withoutWaiter(waiter));
    unschedule(Deadline.of(lockName, waiter));
    countPlaces(waiter.clientId(), -1);
    waiterCount--;
    bytes -= Footprint.of(waiter);
  }

  void keepKey(String key, KeptKey kept) {
    Invariant.check(!keys.contains(key), "idempotency key '%s' is kept twice", key);
    keys = keys.with(key, kept);
    schedule(Deadline.ofKey(key, kept));
    bytes += Footprint.ofKey(key, kept);
  }

  void dropKey(String key, KeptKey kept) {
    keys = keys.without(key);
    unschedule(Deadline.ofKey(key, kept));
    bytes -= Footprint.ofKey(key, kept);
  }

  void keepResult(RequestStamp stamp, Kept kept) {
    NodeId node = stamp.origin().node();
    long incarnation = stamp.origin().number();
    Window before = origins.get(node);
    if (before == null) {
      addWindow(node, Window.opened(incarnation, timeMillis).keeping(stamp, kept, timeMillis));
    } else {
      Window base = before.incarnation() == incarnation ? before : before.restarted(incarnation);
      replaceWindow(node, before, base.keeping(stamp, kept, timeMillis));
    }
  }

  void addWindow(NodeId node, Window window) {
    origins = origins.with(node, window);
    schedule(Deadline.ofOrigin(node.value(), window));
    bytes += Footprint.ofOrigin(node.value()) + window.bytes();
  }

  void replaceWindow(NodeId node, Window before, Window after) {
    origins = origins.with(node, after);
    reschedule(Deadline.ofOrigin(node.value(), before), Deadline.ofOrigin(node.value(), after));
    bytes += after.bytes() - before.bytes();
  }

  void removeWindow(NodeId node, Window window) {
    origins = origins.without(node);
    unschedule(Deadline.ofOrigin(node.value(), window));
    bytes -= Footprint.ofOrigin(node.value()) + window.bytes();
  }

  /** A wait of {@code call} is over: from now on its repeats get {@code reply}, whatever becomes of the lock. */
  void settle(Call call, LockReply reply) {
    Kept.Answer answer = new Kept.Answer(reply);
    NodeId node = call.stamp().origin().node();
    Window window = origins.get(node);
    if (window != null && window.incarnation() == call.stamp().origin().number()) {
      Window settled = window.settling(call.stamp().sequence(), answer);
      if (settled != window) replaceWindow(node, window, settled);
    }
    call.key().ifPresent(key -> settleKey(key, answer));
  }

  private void settleKey(String key, Kept.Answer answer) {
    KeptKey before = keys.get(key);
    if (before == null || !(before.kept() instanceof Kept.Wait)) return;
    KeptKey after = before.with(answer);
    keys = keys.with(key, after);
    bytes += Footprint.ofKey(key, after) - Footprint.ofKey(key, before);
  }

  private static void checkCompatible(LockState lock, Hold hold) {
    Invariant.check(
        lock.compatible(hold.clientId(), hold.mode()), "%s would hold %s %s beside %s", hold.clientId(), lock.name(), hold.mode(), lock.holds());
  }

  /** A name that nobody holds or waits for leaves the table. */
  private void put(LockState lock) {
    boolean known = locks.contains(lock.name());
    if (known && lock.isUnused()) bytes -= Footprint.ofLock(lock.name());
    if (!known && !lock.isUnused()) bytes += Footprint.ofLock(lock.name());
    locks = lock.isUnused() ? locks.without(lock.name()) : locks.with(lock.name(), lock);
  }

  private void countPlaces(String clientId, int more) {
    Integer before = places.get(clientId);
    int count = (before != null ? before : 0) + more;
    Invariant.check(count >= 0, "%s has %d places", clientId, count);
    if (before == null) bytes += Footprint.ofClient(clientId);
    if (count == 0) bytes -= Footprint.ofClient(clientId);
    places = count == 0 ? places.without(clientId) : places.with(clientId, count);
  }

  private void schedule(Deadline deadline) {
    deadlines = deadlines.with(deadline, deadline);
  }

  private void reschedule(Deadline before, Deadline after) {
    if (before.equals(after)) return;
    unschedule(before);
    schedule(after);
  }

  private void unschedule(Deadline deadline) {
    deadlines = deadlines.without(deadline);
  }
}
