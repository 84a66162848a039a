package io.dss.lock;

import io.dss.kernel.BinaryReader;
import io.dss.kernel.Invariant;
import io.dss.kernel.MalformedBinary;
import io.dss.kernel.NodeId;
import io.dss.kernel.SortedTree;
import java.util.Optional;

/** Builds a table from its records. Each is held against those before it: what is out of order, twice or impossible is no table. */
final class LockTableRecords {
  /** Log times stay far below this, so that adding a lease to one cannot overflow. */
  private static final long MAX_MILLIS = 1L << 53;

  private Draft draft;
  private long records;
  private boolean ended;
  private String lockName;
  private long newestToken;
  private String lastClient;
  private boolean waitersBegun;
  private String lastKey;
  private NodeId node;
  private long lastSequence;
  private Window window;

  void read(BinaryReader in) {
    try {
      while (in.remaining() > 0) record(in);
    } catch (IllegalArgumentException | Invariant.Violated e) {
      throw new MalformedBinary("lock table: " + e.getMessage());
    }
  }

  LockTable table() {
    need(ended, "it ends before its end");
    return new LockTable(draft);
  }

  private void record(BinaryReader in) {
    int kind = in.u8();
    need(!ended, "a record after the end");
    need((kind == LockTableWriter.HEADER) == (draft == null), "the header must come first, and once");
    switch (kind) {
      case LockTableWriter.HEADER -> header(in);
      case LockTableWriter.LOCK -> lock(in);
      case LockTableWriter.HOLD -> hold(in);
      case LockTableWriter.WAITER -> waiter(in);
      case LockTableWriter.KEY -> key(in);
      case LockTableWriter.ORIGIN -> origin(in);
      case LockTableWriter.RESULT -> result(in);
      case LockTableWriter.END -> end(in);
      default -> throw new MalformedBinary("lock table: a record of kind " + kind);
    }
    records++;
  }

  private void header(BinaryReader in) {
    in.version(LockTableWriter.VERSION, "lock table");
    FencingCount fencing = new FencingCount(in.count(), in.count());
    need(fencing.generation() < 1 << 13 && fencing.grants() < FencingCount.GRANTS_PER_GENERATION, "fencing count out of range");
    LockTableLimits limits = new LockTableLimits(in.i32(), in.i32(), in.i32(), in.i32(), in.i32(), in.i32(), in.i64());
    draft = new Draft(LockTable.empty(limits), 1, 0);
    draft.fencing = fencing;
  }

  private void lock(BinaryReader in) {
    endLock();
    String name = name(in);
    need(lastKey == null && node == null && (lockName == null || name.compareTo(lockName) > 0), "locks out of order");
    lockName = name;
    lastClient = null;
    waitersBegun = false;
    newestToken = in.count();
    need(newestToken <= draft.fencing.token(), "a token above the count of grants");
  }

  private void hold(BinaryReader in) {
    String client = nextClient(in, false);
    Hold hold = new Hold(client, LockCommandCodec.mode(in.u8()), in.count(), time(in), time(in), timeout(in), in.count());
    need(hold.fencingToken() >= 1 && hold.fencingToken() <= newestToken, "a hold with a token above the newest of its lock");
    draft.addHold(lockName, hold);
  }

  private void waiter(BinaryReader in) {
    String client = nextClient(in, true);
    LockMode mode = LockCommandCodec.mode(in.u8());
    LockState lock = draft.lock(lockName);
    Hold mine = lock.holds().get(client);
    need(mine == null || mine.mode() == LockMode.SHARED && mode == LockMode.EXCLUSIVE, "a waiter that holds already what it waits for");
    Place place = new Place(mine != null, in.count());
    need(place.ticket() >= 1 && !lock.queue().contains(place), "two waiters with one ticket");
    draft.addWaiter(lockName, new Waiter(client, mode, place, timeout(in), time(in), time(in), in.bool(), call(in)));
  }

  private void key(BinaryReader in) {
    endLock();
    String key = in.string();
    need(CommandRanges.key(key) && node == null && (lastKey == null || key.compareTo(lastKey) > 0), "keys out of order or range");
    lastKey = key;
    lockName = null;
    String fingerprint = in.string();
    need(CommandRanges.key(fingerprint), "a fingerprint out of range");
    long expiresAt = time(in);
    draft.keepKey(key, new KeptKey(fingerprint, kept(in), expiresAt));
  }

  private void origin(BinaryReader in) {
    endLock();
    lockName = null;
    NodeId next = in.node();
    need(node == null || next.compareTo(node) > 0, "origins out of order");
    node = next;
    lastSequence = 0;
    window = new Window(in.count(), in.count(), time(in), time(in), 0, SortedTree.empty());
    need(window.incarnation() >= 1 && window.floor() >= 1, "a window without an incarnation or a floor");
    draft.addWindow(node, window);
  }

  private void result(BinaryReader in) {
    need(node != null, "a result of no origin");
    long sequence = in.count();
    need(sequence >= window.floor() && sequence > lastSequence, "results out of order");
    Kept kept = kept(in);
    Window more = window.restored(sequence, kept);
    need(more.results().size() <= LockLimits.WINDOW_RESULTS && more.bytes() <= LockLimits.WINDOW_BYTES, "more results than a window has");
    draft.replaceWindow(node, window, more);
    lastSequence = sequence;
    window = more;
  }

  private void end(BinaryReader in) {
    endLock();
    need(in.count() == records, "records are missing");
    ended = true;
  }

  /** A lock that nobody holds or waits for has no record. */
  private void endLock() {
    if (lockName == null) return;
    need(!draft.lock(lockName).isUnused(), "a lock that is not used");
    draft.restoreNewestToken(lockName, newestToken);
  }

  private String nextClient(BinaryReader in, boolean waiter) {
    need(lockName != null && (waiter || !waitersBegun), "a hold or waiter without its lock");
    if (waiter && !waitersBegun) lastClient = null;
    waitersBegun = waiter;
    String client = name(in);
    need(lastClient == null || client.compareTo(lastClient) > 0, "clients out of order");
    lastClient = client;
    return client;
  }

  private static Call call(BinaryReader in) {
    Call call = new Call(in.stamp(), in.bool() ? Optional.of(in.string()) : Optional.empty());
    need(call.key().isEmpty() || CommandRanges.key(call.key().get()), "a key out of range");
    return call;
  }

  private static Kept kept(BinaryReader in) {
    return in.bool() ? new Kept.Wait(name(in), name(in), in.count()) : new Kept.Answer(LockReplyCodec.read(in));
  }

  private static String name(BinaryReader in) {
    String name = in.string();
    need(CommandRanges.name(name), "a name out of range");
    return name;
  }

  private static long time(BinaryReader in) {
    long millis = in.count();
    need(millis <= MAX_MILLIS, "a time out of range");
    return millis;
  }

  private static long timeout(BinaryReader in) {
    long millis = in.count();
    need(millis >= 1 && millis <= LockLimits.MAX_TIMEOUT_MILLIS, "a timeout out of range");
    return millis;
  }

  private static void need(boolean holds, String what) {
    if (!holds) throw new MalformedBinary("lock table: " + what);
  }
}
