package io.dss.queue;

import io.dss.queue.TopicDescription.GroupCounts;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Counts, which are kept as things happen: a description costs the same however many messages there are. */
final class Describing {
  private Describing() {}

  static QueueReply apply(Topic topic) {
    List<GroupCounts> groups = new ArrayList<>();
    for (Group group : topic.groups.begun()) groups.add(counts(group));
    Message oldest = topic.sequences.next(Mark.LIVE, 0);
    OptionalLong since = oldest == null ? OptionalLong.empty() : OptionalLong.of(oldest.publishedAtMillis);
    return new QueueReply.Described(new TopicDescription(topic.name, topic.settings, groups, topic.sequences.size(), topic.bytes(), since,
        topic.counters.totals()));
  }

  private static GroupCounts counts(Group group) {
    return new GroupCounts(group.name(), group.count(MessageState.READY), group.count(MessageState.IN_FLIGHT), group.count(MessageState.DELAYED),
        group.count(MessageState.DEAD), group.keys.parked(), group.line.size());
  }
}
