package io.dss.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.queue.Place.Standing;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Recounts a topic: every place is in one standing and in the one structure that belongs to it, and every count is what counting gives. */
final class TopicAudit {
  private final Topic topic;
  private long messages;
  private long bytes;
  private long live;
  private long liveBytes;
  private int timed;
  private int instants;
  private int deadReady;
  /** By group what is for everybody. */
  private final List<TreeSet<Long>> forEverybody = new ArrayList<>();

  private TopicAudit(Topic topic) {
    this.topic = topic;
  }

  static void check(TopicState state) {
    TopicAudit audit = new TopicAudit(state.topic);
    long[][] counts = new long[state.topic.groups.all().size()][MessageState.values().length];
    int[] ready = new int[counts.length];
    for (Group group : state.topic.groups.all()) {
      List<Long> listed = new ArrayList<>();
      group.ready.collect(listed, Integer.MAX_VALUE);
      audit.forEverybody.add(new TreeSet<>(listed));
      assertEquals(listed.size(), audit.forEverybody.get(group.lane).size(), "listed once");
    }
    for (Message message : state.topic.sequences.all()) audit.message(message, counts, ready);
    audit.totals(counts, ready);
    for (Group group : state.topic.groups.all()) group.keys.all().forEach(order -> key(state.topic, order));
  }

  private void message(Message message, long[][] counts, int[] ready) {
    messages++;
    bytes += message.bodyBytes;
    assertSame(message, topic.ids.find(message.id()), "listed by its id");
    assertTrue(message.places != null, "kept for somebody");
    boolean alive = false;
    int lane = -1;
    for (Place place = message.places; place != null; place = place.nextOfMessage) {
      assertTrue(place.group.lane > lane, "places in the order of the groups");
      lane = place.group.lane;
      assertTrue(place.group.begun(), "of a group that has begun");
      counts[lane][place.standing.state.ordinal()]++;
      alive |= !place.standing.dead();
      place(place, ready);
    }
    assertEquals(Mark.of(message), message.marks, "marks of message " + message.sequence);
    for (Mark mark : Mark.values()) {
      boolean has = (message.marks & mark.bit()) != 0;
      assertEquals(has, topic.sequences.next(mark, message.sequence - 1) == message, () -> mark + " of message " + message.sequence);
    }
    live += alive ? 1 : 0;
    liveBytes += alive ? message.bodyBytes : 0;
    instants += message.extras != null && message.extras.dueWallMillis != Extras.NEVER ? 1 : 0;
    if (message.delayed()) assertEquals(Math.min(message.extras.delayedUntilMillis, message.extras.expiresAtMillis), message.extras.dueWallMillis);
  }

  private void place(Place place, int[] ready) {
    timed += place.standing.timed() ? 1 : 0;
    assertEquals(place.standing.timed(), place.life != null && place.standing.timed() && topic.due.contains(place), "an end, if it has one");
    if (place.standing.dead()) assertTrue(place.life.fatal.isPresent(), "dead of something");
    assertEquals(place.standing == Standing.DEAD, topic.deadLane.ready.contains(place), "in the lane");
    deadReady += place.standing == Standing.DEAD ? 1 : 0;
    if (place.standing == Standing.DELAYED) assertTrue(place.message.delayed(), "delayed as its message is");
    if (place.message.key().isEmpty()) {
      if (place.standing == Standing.READY) {
        assertTrue(forEverybody.get(place.group.lane).contains(place.message.sequence), "for everybody");
        ready[place.group.lane]++;
      }
      return;
    }
    boolean ordered = place.standing == Standing.READY || place.standing.holdsKey();
    KeyOrder order = place.group.keys.find(place.message.key().get());
    if (!ordered) return;
    if (place.standing.holdsKey()) {
      assertSame(place, order.active, "active of its key");
    } else if (order.offered == place) {
      assertTrue(order.offeredIn.contains(place), "offered where it says");
      if (order.offeredIn == place.group.ready) ready[place.group.lane]++;
    } else {
      assertTrue(order.behind.contains(place), "behind the others of its key");
    }
  }

  private static void key(Topic topic, KeyOrder order) {
    assertTrue(order.active == null || order.offered == null, "one of a key at a time");
    if (order.active == null && !order.parked()) assertEquals(0, order.offered == null ? order.behind.size() : 0, "a key that waits for nothing is offered");
    if (order.offered != null && order.behind.size() > 0) {
      assertTrue(order.offered.message.order() < order.behind.first().message.order(), "in order");
    }
    if (order.empty()) assertTrue(order.parked() || order.sticky != null, "an empty key is forgotten");
    if (order.offered != null && order.offeredIn != order.group.ready) assertFalse(order.sticky == null, "reserved for somebody");
  }

  private void totals(long[][] counts, int[] ready) {
    assertEquals(messages, topic.sequences.size());
    assertEquals(messages, topic.ids.size());
    assertEquals(bytes, topic.bytes());
    assertEquals(live, topic.liveMessages());
    assertEquals(liveBytes, topic.liveBytes());
    assertEquals(timed, topic.due.deliveries());
    assertEquals(instants, topic.due.instants());
    assertEquals(deadReady, topic.deadLane.ready.size());
    for (Group group : topic.groups.all()) {
      for (MessageState state : MessageState.values()) {
        assertEquals(counts[group.lane][state.ordinal()], group.count(state), () -> state + " of group " + group.name());
      }
      assertEquals(ready[group.lane], group.ready.size(), () -> "for everybody in group " + group.name());
    }
  }
}
