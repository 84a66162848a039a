package io.dss.node.memory;

import io.dss.cache.table.MemoryTable;
import io.dss.cache.table.MemoryTableReader;
import io.dss.cache.table.TableCommandCodec;
import io.dss.cache.table.TableReply;
import io.dss.node.raft.ReplicatedTable;
import java.util.Iterator;

/**
 * This node's replica of the cache's main memory: applies what the log says. The table is an immutable value, so any thread may read the present one
 * ({@link #table}) without a lock.
 */
public final class MemoryReplica implements ReplicatedTable<TableReply> {
  /** Main memory's tag in the log and in snapshots. */
  public static final int TAG = 4;

  private volatile MemoryTable table = MemoryTable.empty();

  public MemoryTable table() {
    return table;
  }

  @Override
  public int tag() {
    return TAG;
  }

  @Override
  public TableReply apply(byte[] command, long index, long timeMillis, boolean replay) {
    MemoryTable.Applied applied = table.apply(TableCommandCodec.decoded(command), timeMillis);
    table = applied.table();
    return applied.reply();
  }

  @Override
  public View view() {
    MemoryTable now = table;
    return now::writeTo;
  }

  @Override
  public long bytes() {
    return table.bytes();
  }

  @Override
  public Runnable restored(Iterator<byte[]> chunks) {
    MemoryTableReader reader = new MemoryTableReader();
    chunks.forEachRemaining(reader::accept);
    MemoryTable read = reader.finish();
    return () -> table = read;
  }
}
