package io.dss.node.embedded;

import io.dss.node.raft.ReplicatedTable;
import io.dss.queue.table.MessageTable;
import io.dss.queue.table.MessageTableReader;
import io.dss.queue.table.TableCommandCodec;
import io.dss.queue.table.TableReply;
import java.util.Iterator;

/**
 * This node's replica of the message table: applies what the log says. The table is an immutable value, so any thread may read the present one
 * ({@link #table}) without a lock.
 */
public final class MessageReplica implements ReplicatedTable<TableReply> {
  /** The message table's tag in the log and in snapshots. */
  public static final int TAG = 3;

  private volatile MessageTable table = MessageTable.empty();

  public MessageTable table() {
    return table;
  }

  @Override
  public int tag() {
    return TAG;
  }

  @Override
  public TableReply apply(byte[] command, long index, long timeMillis, boolean replay) {
    MessageTable.Applied applied = table.apply(TableCommandCodec.decoded(command), index);
    table = applied.table();
    return applied.reply();
  }

  @Override
  public View view() {
    MessageTable now = table;
    return now::writeTo;
  }

  @Override
  public long bytes() {
    return table.bytes();
  }

  @Override
  public Runnable restored(Iterator<byte[]> chunks) {
    MessageTableReader reader = new MessageTableReader();
    chunks.forEachRemaining(reader::accept);
    MessageTable read = reader.finish();
    return () -> table = read;
  }
}
