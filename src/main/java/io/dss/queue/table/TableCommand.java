package io.dss.queue.table;

import io.dss.queue.Effect;
import io.dss.queue.Fence;
import java.util.List;

/** What the log holds for the table. */
public sealed interface TableCommand {
  String topic();

  Fence fence();

  record Claim(String topic, Fence fence) implements TableCommand {}

  /** @param number of the batch, from 1 @param limits of the leader that took it */
  record Append(String topic, Fence fence, long number, TableLimits limits, List<Effect> effects) implements TableCommand {
    public Append {
      effects = List.copyOf(effects);
    }
  }
}
