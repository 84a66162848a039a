package io.dss.node.queue;

import io.dss.queue.QueueReply;
import io.dss.queue.TopicDescription;
import java.util.List;

/** What an owner answers. */
sealed interface QueueAnswer {
  /**
   * @param claim names the claim under which it was answered: an answer to a repeat under another claim says nothing about the first attempt
   */
  record Decided(QueueReply reply, String claim) implements QueueAnswer {}

  /** Sorted by name. Fewer than were asked for: there are no more. */
  record Topics(List<TopicDescription> topics) implements QueueAnswer {
    public Topics {
      topics = List.copyOf(topics);
    }
  }
}
