package io.dss.queue;

import io.dss.queue.QueueCommand.Consume;
import io.dss.queue.QueueReply.Delivered;
import io.dss.queue.QueueReply.LimitReached;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Consumers: those that get something at once, those that wait, and those whose wait is over. */
final class Waiting {
  private Waiting() {}

  /** Empty: it waits. */
  static Optional<QueueReply> apply(Topic topic, Step step, long call, Consume consume) {
    Group group = consume.dead() ? null : topic.groups.find(consume.group());
    if (!consume.dead() && group == null) {
      if (topic.groups.full()) return Optional.of(new LimitReached("groups", QueueLimits.GROUPS));
      group = topic.groups.create(consume.group());
      step.note(GroupNotes.stored(group));
    }
    if (group != null) seen(group, consume, step.now.monotonicMillis());
    List<DeliveredMessage> taken = take(topic, step, group, consume);
    if (!taken.isEmpty() || consume.waitMillis() <= 0) return Optional.of(new Delivered(taken));
    if (topic.waiters.size() >= QueueLimits.WAITERS) return Optional.of(new LimitReached("consumers that wait", QueueLimits.WAITERS));
    WaitingLine line = group == null ? topic.deadLane.line : group.line;
    topic.waiters.add(call, consume, step.now.monotonicMillis() + consume.waitMillis(), line);
    // While the topic is paused something may be reserved for it that it could not be given.
    if (group != null) consume.consumerId().map(group.consumers::find).filter(self -> self.reserved.size() > 0).ifPresent(group.consumers::call);
    return Optional.empty();
  }

  private static List<DeliveredMessage> take(Topic topic, Step step, Group group, Consume consume) {
    if (topic.settings.paused()) return List.of();
    if (group != null) return Delivering.take(topic, step, group, consume);
    return topic.keepsDead() ? Delivering.takeDead(topic, step, consume) : List.of();
  }

  /** Whoever waits gets what has become available. */
  static void serve(Topic topic, Step step) {
    if (topic.settings.paused() || topic.waiters.size() == 0) return;
    for (Group group : topic.groups.all()) serve(topic, step, group);
    WaitingLine dead = topic.deadLane.line;
    while (topic.keepsDead() && dead.size() > 0 && !topic.deadLane.ready.isEmpty()) {
      Waiter waiter = dead.first();
      answer(topic, step, waiter, Delivering.takeDead(topic, step, waiter.consume()));
    }
  }

  /** Always the one that has waited longest of those that can be given something: what is for everybody, or what is reserved for its consumer. */
  private static void serve(Topic topic, Step step, Group group) {
    TreeMap<Long, StickyConsumer> called = new TreeMap<>();
    while (true) {
      call(group, called);
      Waiter first = group.ready.size() > 0 ? group.line.first() : null;
      Waiter next = first;
      if (!called.isEmpty() && (first == null || called.firstKey() < first.turn())) next = group.line.firstOf(called.pollFirstEntry().getValue().id);
      if (next == null) return;
      StickyConsumer self = next.consume().consumerId().map(group.consumers::find).orElse(null);
      if (self != null) called.remove(next.turn());
      List<DeliveredMessage> taken = Delivering.take(topic, step, group, next.consume());
      if (!taken.isEmpty()) answer(topic, step, next, taken);
      if (self != null && self.reserved.size() > 0) group.consumers.call(self);
      if (taken.isEmpty()) {
        // All that was looked at had outlived its time; the timer goes on with the rest.
        called.values().forEach(group.consumers::call);
        return;
      }
    }
  }

  /** Adds those for whom something was reserved, by the turn of their first wait. */
  private static void call(Group group, TreeMap<Long, StickyConsumer> called) {
    for (StickyConsumer consumer = group.consumers.nextCalled(); consumer != null; consumer = group.consumers.nextCalled()) {
      Waiter waiter = group.line.firstOf(consumer.id);
      if (waiter != null && consumer.reserved.size() > 0) called.put(waiter.turn(), consumer);
    }
  }

  private static void answer(Topic topic, Step step, Waiter waiter, List<DeliveredMessage> messages) {
    leave(topic, waiter, step.now);
    step.answer(waiter.call(), new Delivered(messages));
  }

  /** Answers those who have waited long enough. @return how many, at most {@code budget} */
  static int over(Topic topic, Step step, int budget) {
    int over = 0;
    for (Waiter waiter = topic.waiters.over(step.now); waiter != null && over < budget; waiter = topic.waiters.over(step.now)) {
      answer(topic, step, waiter, List.of());
      over++;
    }
    return over;
  }

  /** Nobody waits for it any more. It was there until now. */
  static void leave(Topic topic, Waiter waiter, Now now) {
    topic.waiters.remove(waiter);
    Group group = waiter.consume().dead() ? null : topic.groups.find(waiter.consume().group());
    if (group != null) seen(group, waiter.consume(), now.monotonicMillis());
  }

  private static void seen(Group group, Consume consume, long monotonicMillis) {
    consume.consumerId().ifPresent(id -> group.consumers.seen(id, monotonicMillis));
  }
}
