package io.dss.node.embedded;

import io.dss.queue.Fence;
import io.dss.queue.table.TableReply;
import io.dss.queue.table.TopicPage;
import java.util.List;

/** What the leader answers. Arrays are never written to. */
sealed interface StoreAnswer {
  /** To a claim or a batch. */
  record Decided(TableReply reply) implements StoreAnswer {}

  record Loaded(TopicPage page) implements StoreAnswer {}

  /** To a load under a claim that does not stand any more. */
  record Superseded(Fence by) implements StoreAnswer {}

  /** @param looked how many of the sequences that were asked for, from the first, this is the answer to: bodies are long, and one answer is one frame */
  record Bodies(List<Body> bodies, int looked) implements StoreAnswer {
    public Bodies {
      bodies = List.copyOf(bodies);
    }
  }

  record Body(long sequence, byte[] bytes) {}

  /** @param more the byte budget of one answer was reached before the limit; ask on after the last one */
  record Named(List<String> topics, boolean more) implements StoreAnswer {
    public Named {
      topics = List.copyOf(topics);
    }
  }
}
