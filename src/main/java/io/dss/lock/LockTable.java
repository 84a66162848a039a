package io.dss.lock;

import io.dss.kernel.Invariant;
import io.dss.kernel.NodeId;
import io.dss.kernel.SortedTree;
import io.dss.lock.LockReply.Holder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * The whole state of the lock service, as the log has it: an immutable value, so the table of a moment is its own snapshot view. Every replica that
 * applies the same entries has an equal one, down to the bytes of {@link #writeTo}.
 *
 * <p>Times are log time: they never run back along the log and stand still while there is no leader, so a lease is never shorter than granted. A
 * change takes O(log n) in the number of locks; see the page {@code locks.md} for the rules and the limits. Thread-safe, as it never changes.
 */
public final class LockTable {
  final LockTableLimits limits;
  final FencingCount fencing;
  final SortedTree<String, LockState> locks;
  /** Holds and waits of each client, together. */
  final SortedTree<String, Integer> places;
  final SortedTree<Deadline, Deadline> deadlines;
  final SortedTree<String, KeptKey> keys;
  final SortedTree<NodeId, Window> origins;
  final int holdCount;
  final int waiterCount;
  final long bytes;

  private LockTable(LockTableLimits limits) {
    this.limits = limits;
    this.fencing = FencingCount.NONE;
    this.locks = SortedTree.empty();
    this.places = SortedTree.empty();
    this.deadlines = SortedTree.empty();
    this.keys = SortedTree.empty();
    this.origins = SortedTree.empty();
    this.holdCount = 0;
    this.waiterCount = 0;
    this.bytes = 0;
  }

  LockTable(Draft draft) {
    this.limits = draft.limits;
    this.fencing = draft.fencing;
    this.locks = draft.locks;
    this.places = draft.places;
    this.deadlines = draft.deadlines;
    this.keys = draft.keys;
    this.origins = draft.origins;
    this.holdCount = draft.holdCount;
    this.waiterCount = draft.waiterCount;
    this.bytes = draft.bytes;
  }

  /** The table before the first entry. */
  public static LockTable empty(LockTableLimits limits) {
    return new LockTable(limits);
  }

  /**
   * The next table, what came of it and what happened.
   *
   * @param command from {@link LockCommandCodec}, or checked likewise: names and times in the ranges of {@link LockLimits}
   * @param index of the entry in the log, from 1; higher than that of any entry applied before
   * @param timeMillis log time of the entry; not lower than that of any entry applied before
   */
  public Applied apply(LockCommand command, long index, long timeMillis) {
    Invariant.check(index >= 1 && timeMillis >= 0, "entry %d at %d ms", index, timeMillis);
    if (command instanceof LockCommand.Change change) {
      CommandRanges.broken(change).ifPresent(what -> Invariant.check(false, what));
      return OnceOnly.apply(this, change, index, timeMillis);
    }
    Draft draft = new Draft(this, index, timeMillis);
    LockReply reply = Expiry.apply(draft);
    return draft.applied(reply);
  }

  /** When an {@link LockCommand.Expire} will next have something to do, in log time. */
  public OptionalLong nextDeadlineMillis() {
    return deadlines.first().map(next -> OptionalLong.of(next.getKey().atMillis())).orElse(OptionalLong.empty());
  }

  /** Whether {@code fencingToken} is that of a live hold. O(holders of the lock). */
  public TokenCheck check(String lockName, long fencingToken) {
    LockState lock = locks.get(lockName);
    if (lock == null || lock.holds().isEmpty()) return new TokenCheck(false, OptionalLong.empty());
    boolean valid = false;
    for (Map.Entry<String, Hold> hold : lock.holds()) valid |= hold.getValue().fencingToken() == fencingToken;
    return new TokenCheck(valid, OptionalLong.of(lock.newestToken()));
  }

  /** One lock; empty lists if it is free. */
  public LockDescription describe(String lockName) {
    LockState lock = locks.get(lockName);
    return describe(lock != null ? lock : LockState.free(lockName));
  }

  /**
   * The locks whose names begin with {@code prefix}, in the order of their names, at most {@code limit}, after the name {@code after}. With a
   * {@code state}, names that are in another one are walked over, in the worst case all of the table: to be called off the loop.
   */
  public List<LockDescription> list(String prefix, Optional<ListState> state, int limit, Optional<String> after) {
    List<LockDescription> found = new ArrayList<>();
    boolean fromAfter = after.isPresent() && after.get().compareTo(prefix) >= 0;
    for (Map.Entry<String, LockState> entry : locks.from(fromAfter ? after.get() : prefix, !fromAfter)) {
      if (found.size() >= limit || !entry.getKey().startsWith(prefix)) break;
      LockState lock = entry.getValue();
      if (state.isEmpty() || !(state.get() == ListState.HELD ? lock.holds() : lock.waiters()).isEmpty()) found.add(describe(lock));
    }
    return found;
  }

  /** The hold of one client, ended or not; empty if it has none. O(log n). */
  public Optional<Holder> hold(String lockName, String clientId) {
    return locks.find(lockName).flatMap(lock -> lock.holds().find(clientId)).map(Hold::described);
  }

  /** Whether this client waits for this lock in this mode, and has not been passed over. O(log n). */
  public boolean waits(String lockName, String clientId, LockMode mode) {
    return locks.find(lockName).flatMap(lock -> lock.waiters().find(clientId)).filter(waiter -> waiter.mode() == mode && !waiter.passedOver()).isPresent();
  }

  /** What a client is told that waits no more and holds nothing: its wait is over, and who holds the lock. */
  public LockReply.Refused waitEnded(String lockName, String clientId) {
    return locks.find(lockName).orElse(LockState.free(lockName)).refused(LockReply.Reason.WAIT_TIMEOUT, clientId, 0);
  }

  /** How many names are held or waited for. O(1), as are the other counts. */
  public int lockCount() {
    return locks.size();
  }

  public int holdCount() {
    return holdCount;
  }

  /** Those in their grace included. */
  public int waiterCount() {
    return waiterCount;
  }

  /** How many clients hold or wait. */
  public int clientCount() {
    return places.size();
  }

  public int idempotencyKeyCount() {
    return keys.size();
  }

  /** The estimate that {@link LockTableLimits#maxBytes} is about. */
  public long bytes() {
    return bytes;
  }

  public LockTableLimits limits() {
    return limits;
  }

  /** The newest fencing token given out so far; 0 if none. */
  public long newestToken() {
    return fencing.token();
  }

  /** Writes the table, front to back, in chunks of about {@link LockTableWriter#CHUNK_BYTES}. {@link LockTableReader} reads it. */
  public void writeTo(Consumer<byte[]> chunks) {
    new LockTableWriter(chunks).write(this);
  }

  private static LockDescription describe(LockState lock) {
    List<Holder> holders = new ArrayList<>();
    for (Map.Entry<String, Hold> hold : lock.holds()) holders.add(hold.getValue().described());
    holders.sort(Comparator.comparingLong(Holder::fencingToken));
    List<Waiter> waiters = new ArrayList<>();
    for (Map.Entry<String, Waiter> waiter : lock.waiters()) waiters.add(waiter.getValue());
    waiters.sort(Comparator.comparing(Waiter::place));
    return new LockDescription(lock.name(), List.copyOf(holders), waiters.stream().map(LockDescription.Waiting::of).toList());
  }

  /** What {@link #apply} makes. {@code reply}: a result for a change, {@link LockReply.Expired} for an expiry. */
  public record Applied(LockTable table, LockReply reply, List<LockEvent> events) {}

  /** @param current the newest token granted of that lock (or ended by force), empty if it is not held */
  public record TokenCheck(boolean valid, OptionalLong current) {}

  /** What {@link #list} may be narrowed to. */
  public enum ListState {
    HELD,
    WAITED
  }
}
