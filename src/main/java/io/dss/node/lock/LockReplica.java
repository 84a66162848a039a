package io.dss.node.lock;

import io.dss.lock.LockCommandCodec;
import io.dss.lock.LockEvent;
import io.dss.lock.LockReply;
import io.dss.lock.LockTable;
import io.dss.lock.LockTableReader;
import io.dss.node.raft.ReplicatedTable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * This node's replica of the lock table: applies what the log says and tells listeners what it did. The table is an immutable value, so any thread may
 * read the present one ({@link #table}) without a lock.
 */
public final class LockReplica implements ReplicatedTable<LockReply> {
  /** The lock table's tag in the log and in snapshots. */
  public static final int TAG = 1;

  /** Told on the loop after an entry was applied. Must not block. */
  @FunctionalInterface
  public interface Listener {
    /** @param replay the entry was on this node's disk when it started */
    void applied(LockReply reply, List<LockEvent> events, long timeMillis, boolean replay);
  }

  private final List<Listener> listeners = new ArrayList<>();
  private volatile LockTable table;

  public LockReplica(LockTable first) {
    table = first;
  }

  /** Registered before the loop runs. */
  public void listen(Listener listener) {
    listeners.add(listener);
  }

  public LockTable table() {
    return table;
  }

  @Override
  public int tag() {
    return TAG;
  }

  @Override
  public LockReply apply(byte[] command, long index, long timeMillis, boolean replay) {
    LockTable.Applied applied = table.apply(LockCommandCodec.decoded(command), index, timeMillis);
    table = applied.table();
    for (Listener listener : listeners) listener.applied(applied.reply(), applied.events(), timeMillis, replay);
    return applied.reply();
  }

  @Override
  public View view() {
    LockTable now = table;
    return now::writeTo;
  }

  @Override
  public Runnable restored(Iterator<byte[]> chunks) {
    LockTableReader reader = new LockTableReader();
    chunks.forEachRemaining(reader::accept);
    LockTable read = reader.finish();
    return () -> table = read;
  }
}
