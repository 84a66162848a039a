package io.dss.delivery;

import io.dss.delivery.Seen.Answer;
import io.dss.delivery.Seen.Handed;
import io.dss.delivery.Seen.Result;
import io.dss.delivery.Seen.Settled;
import io.dss.delivery.Seen.Verb;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/** What clients see of a queue that keeps its promises: one thing happens at a time, at some moment within its call; some answers never come. */
final class RandomHistory {
  static final String TOPIC = "t";
  static final long VISIBLE = 100;
  private static final long LIMIT = 50;

  private static final class Message {
    private final String id;
    private final Optional<String> key;
    private final long body;
    private int attempts;
    private long visibleFrom;

    Message(String id, Optional<String> key, long body) {
      this.id = id;
      this.key = key;
      this.body = body;
    }
  }

  private record Held(String id, int attempts) {}

  private record Told(long at, Seen seen) {}

  private final Random random;
  private final TreeMap<Integer, Message> queue = new TreeMap<>();
  private final List<Held> held = new ArrayList<>();
  private final List<Told> told = new ArrayList<>();
  private long now = 1_000;
  private int ids;

  private RandomHistory(long seed) {
    random = new Random(seed);
  }

  /** In the order in which clients tell of it, which is that of their answers. */
  static List<Seen> of(long seed, int steps) {
    RandomHistory history = new RandomHistory(seed);
    for (int step = 0; step < steps; step++) history.step();
    history.drain();
    history.told.sort(Comparator.comparingLong(Told::at));
    return new ArrayList<>(history.told.stream().map(Told::seen).toList());
  }

  private long before() {
    return now - random.nextInt(20);
  }

  private long after() {
    return now + random.nextInt(20);
  }

  private void step() {
    now += 1 + random.nextInt(15);
    int dice = random.nextInt(100);
    if (dice < 35) publish();
    else if (dice < 70) consume(random.nextInt(12) == 0);
    else if (!held.isEmpty()) settle(held.remove(random.nextInt(held.size())));
  }

  private void publish() {
    int number = ++ids;
    Message message = new Message("m" + number, random.nextBoolean() ? Optional.of("k" + random.nextInt(3)) : Optional.empty(), random.nextLong());
    long called = before();
    told.add(new Told(called, new Seen.Publishing(TOPIC, message.id, message.key, message.body, false, false, called)));
    int dice = random.nextInt(20);
    long returned = after();
    told.add(new Told(returned, new Seen.Published(TOPIC, message.id, dice == 0 ? Answer.REFUSED : dice < 3 ? Answer.UNKNOWN : Answer.DONE, returned)));
    if (dice > 1) queue.put(number, message);
  }

  private boolean mayGo(Message message) {
    if (message.visibleFrom > now) return false;
    return message.key.isEmpty() || queue.values().stream().filter(other -> other.key.equals(message.key)).findFirst().orElseThrow() == message;
  }

  private void consume(boolean lost) {
    long called = before();
    List<Handed> handed = new ArrayList<>();
    for (Message message : queue.values()) {
      if (handed.size() == 2 || !mayGo(message)) continue;
      message.attempts++;
      message.visibleFrom = now + VISIBLE;
      handed.add(new Handed(message.id, message.body, message.attempts, VISIBLE));
    }
    long returned = after();
    if (lost) {
      told.add(new Told(returned, new Seen.ConsumeLost(TOPIC, "default", called, called + LIMIT)));
    } else {
      told.add(new Told(returned, new Seen.Consumed(TOPIC, "default", called, returned, handed)));
      handed.forEach(one -> held.add(new Held(one.id(), one.attempts())));
    }
  }

  private void settle(Held one) {
    int dice = random.nextInt(10);
    Verb verb = dice < 7 ? Verb.ACK : dice < 9 ? Verb.NACK : Verb.EXTEND;
    Optional<Message> message = queue.values().stream().filter(there -> there.id.equals(one.id())).findFirst();
    Result result = message.isEmpty() ? Result.NOT_FOUND : message.get().attempts != one.attempts() ? Result.STALE : Result.DONE;
    // A delivery whose time is over is current still: only an acknowledgement is taken then.
    if (result == Result.DONE && verb != Verb.ACK && message.orElseThrow().visibleFrom <= now) result = Result.NOT_FOUND;
    if (result == Result.DONE) done(message.orElseThrow(), verb);
    boolean unknown = random.nextInt(12) == 0;
    long called = before();
    long returned = after();
    told.add(new Told(returned, new Settled(TOPIC, "default", one.id(), verb, one.attempts(), unknown ? Result.UNKNOWN : result, VISIBLE, called, returned)));
  }

  private void done(Message message, Verb verb) {
    if (verb == Verb.ACK) queue.values().remove(message);
    else message.visibleFrom = verb == Verb.NACK ? now : now + VISIBLE;
  }

  private void drain() {
    for (int round = 0; !queue.isEmpty(); round++) {
      if (round > 10_000) throw new AssertionError("the history does not end");
      now += 60;
      consume(false);
      while (!held.isEmpty()) {
        now += 40;
        settle(held.remove(0));
      }
    }
  }
}
