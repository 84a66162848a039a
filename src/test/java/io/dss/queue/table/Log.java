package io.dss.queue.table;

import io.dss.queue.Effect;
import io.dss.queue.Fence;
import java.util.List;

/** A table and the log it is fed from. */
final class Log {
  MessageTable table = MessageTable.empty();
  TableLimits limits = TableLimits.DEFAULT;
  private long index;

  TableReply apply(TableCommand command) {
    MessageTable.Applied applied = table.apply(TableCommandCodec.decoded(TableCommandCodec.encoded(command)), ++index);
    table = applied.table();
    return applied.reply();
  }

  TableReply claim(String topic, Fence fence) {
    return apply(new TableCommand.Claim(topic, fence));
  }

  TableReply append(String topic, Fence fence, long number, Effect... effects) {
    return apply(new TableCommand.Append(topic, fence, number, limits, List.of(effects)));
  }
}
