package io.dss.node.embedded;

import io.dss.queue.Effect;
import io.dss.queue.Fence;
import io.dss.queue.table.Cursor;
import java.util.List;
import java.util.Optional;

/** What a node asks of the leader. All of them may be asked any number of times: a claim and a batch are known again by their fence and number. */
sealed interface StoreRequest {
  record Claim(String topic, Fence fence) implements StoreRequest {}

  /** @param attempts of this node; stays here */
  record Append(String topic, Fence fence, long number, List<Effect> effects, Attempts attempts) implements StoreRequest {
    public Append {
      effects = List.copyOf(effects);
    }
  }

  record Load(String topic, Fence fence, Cursor from) implements StoreRequest {}

  /** Bodies. @param sequences at most {@link #MAX_SEQUENCES} */
  record Read(String topic, List<Long> sequences) implements StoreRequest {
    public Read {
      sequences = List.copyOf(sequences);
    }
  }

  int MAX_SEQUENCES = 10_000;

  record Topics(Optional<String> after, int limit) implements StoreRequest {}
}
