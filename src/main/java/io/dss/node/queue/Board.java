package io.dss.node.queue;

import io.dss.queue.TopicDescription;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** What can be seen of an owner from any thread, made anew once a second on the loop. Finds the idle topics on the way. */
final class Board {
  private static final long REFRESH_MILLIS = 1_000;

  private volatile List<TopicDescription> topics = List.of();
  private volatile OwnerGauges gauges = OwnerGauges.NONE;
  private List<OwnedTopic> idle = List.of();
  private long nextMillis = Long.MIN_VALUE;

  List<TopicDescription> topics() {
    return topics;
  }

  OwnerGauges gauges() {
    return gauges;
  }

  /** Topics found idle since it was last asked. */
  List<OwnedTopic> idle() {
    List<OwnedTopic> found = idle;
    idle = List.of();
    return found;
  }

  void refresh(Desk desk, Collection<OwnedTopic> held, int departing) {
    long now = desk.nowMillis();
    if (now < nextMillis) return;
    nextMillis = now + REFRESH_MILLIS;
    List<TopicDescription> described = new ArrayList<>();
    List<OwnedTopic> unused = new ArrayList<>();
    boolean many = held.size() > desk.limits().idleTopics();
    int serving = 0;
    long calls = 0;
    for (OwnedTopic topic : held) {
      calls += topic.calls();
      if (!topic.serves()) continue;
      serving++;
      if (topic.idle(many)) unused.add(topic);
      else topic.describeLately().ifPresent(described::add);
    }
    idle = unused;
    topics = List.copyOf(described);
    gauges = new OwnerGauges(held.size(), serving, departing, calls, desk.openBytes(), desk.cache().bytes(), desk.forwards().open());
  }
}
