package io.dss.queue;

import io.dss.queue.QueueCommand.Consume;
import io.dss.queue.QueueReply.Delivered;
import io.dss.queue.QueueReply.LimitReached;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
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

  /**
   * Whoever waits gets what has become available, as much as one step may give. Groups take turns, the dead-letter lane is the last of them: behind the one with
   * which a step ended the next step begins.
   */
  static void serve(Topic topic, Step step) {
    int from = topic.unserved.orElse(0);
    topic.unserved = OptionalInt.empty();
    if (topic.settings.paused() || topic.waiters.size() == 0) return;
    List<Group> groups = topic.groups.all();
    Ration ration = new Ration(step);
    for (int turn = 0; turn <= groups.size(); turn++) {
      int lane = (from + turn) % (groups.size() + 1);
      boolean served = lane < groups.size() ? serve(topic, step, groups.get(lane), ration) : serveDead(topic, step, ration);
      if (served) continue;
      topic.unserved = OptionalInt.of((lane + 1) % (groups.size() + 1));
      return;
    }
  }

  /** What those who wait may be given in one step; one of them always. */
  private static final class Ration {
    private final Step step;
    private final long deliveredBefore;
    private int messages;

    Ration(Step step) {
      this.step = step;
      this.deliveredBefore = step.deliveredBytes();
    }

    void given(List<DeliveredMessage> taken) {
      messages += taken.size();
    }

    boolean over() {
      boolean full = step.full() || step.deliveredBytes() - deliveredBefore >= QueueLimits.STEP_DELIVERED_BYTES;
      return messages >= QueueLimits.STEP_MESSAGES || messages > 0 && full;
    }
  }

  private static boolean serveDead(Topic topic, Step step, Ration ration) {
    WaitingLine dead = topic.deadLane.line;
    while (topic.keepsDead() && dead.size() > 0 && !topic.deadLane.ready.isEmpty()) {
      if (ration.over()) return false;
      Waiter waiter = dead.first();
      List<DeliveredMessage> taken = Delivering.takeDead(topic, step, waiter.consume());
      ration.given(taken);
      answer(topic, step, waiter, taken);
    }
    return true;
  }

  /**
   * Always the one that has waited longest of those that can be given something: what is for everybody, or what is reserved for its consumer.
   *
   * @return whether nobody is left
   */
  private static boolean serve(Topic topic, Step step, Group group, Ration ration) {
    TreeMap<Long, StickyConsumer> called = new TreeMap<>();
    while (true) {
      call(group, called);
      Waiter first = group.ready.size() > 0 ? group.line.first() : null;
      Waiter next = first;
      if (!called.isEmpty() && (first == null || called.firstKey() < first.turn())) next = group.line.firstOf(called.pollFirstEntry().getValue().id);
      if (next == null) return true;
      StickyConsumer self = next.consume().consumerId().map(group.consumers::find).orElse(null);
      if (self != null) called.remove(next.turn());
      if (ration.over()) {
        if (self != null && self.reserved.size() > 0) group.consumers.call(self);
        called.values().forEach(group.consumers::call);
        return false;
      }
      List<DeliveredMessage> taken = Delivering.take(topic, step, group, next.consume());
      ration.given(taken);
      if (!taken.isEmpty()) answer(topic, step, next, taken);
      if (self != null && self.reserved.size() > 0) group.consumers.call(self);
      if (taken.isEmpty()) {
        // All that was looked at had outlived its time; the next step goes on with the rest.
        called.values().forEach(group.consumers::call);
        return false;
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
