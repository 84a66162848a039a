package io.dss.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.kernel.IdempotencyKey;
import io.dss.queue.QueueReply.ItemResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** A topic with a store behind it and two clocks to move by hand. After every step its effects are stored and the topic is audited. */
final class TopicScene {
  static final long START_WALL = 1_700_000_000_000L;

  TopicState state;
  final StoredTopic store = new StoredTopic();
  long wall = START_WALL;
  long monotonic = 5_000;
  Outcome outcome;
  final List<Outcome.Forward> forwards = new ArrayList<>();
  final List<QueueEvent> events = new ArrayList<>();
  final TreeMap<Long, QueueReply> answers = new TreeMap<>();
  private long calls;
  private int owners = 1;

  TopicScene() {
    state = TopicState.empty("orders", "o1");
  }

  Now now() {
    return new Now(wall, monotonic);
  }

  /** Both clocks; the timer runs if it wants to. */
  TopicScene pass(long millis) {
    wall += millis;
    monotonic += millis;
    runTimer();
    return this;
  }

  /** Looks at the clocks, whether or not something is due. */
  void look() {
    settle(state.due(now()));
    runTimer();
  }

  void runTimer() {
    for (int i = 0; i < 10_000 && state.nextDueMillis().orElse(Long.MAX_VALUE) <= monotonic; i++) settle(state.due(now()));
    assertTrue(state.nextDueMillis().orElse(Long.MAX_VALUE) > monotonic, "the timer comes to rest");
  }

  /** A new owner starts from the store. */
  TopicScene reload() {
    store.assertHolds(state.everything());
    TopicState.Loading loading = TopicState.loading("orders", "o" + ++owners);
    store.stored().forEach(loading);
    state = loading.finish(now());
    TopicAudit.check(state);
    return this;
  }

  long send(QueueCommand command) {
    return send(command, Optional.empty());
  }

  long send(QueueCommand command, Optional<IdempotencyKey> key) {
    long call = ++calls;
    settle(state.apply(call, command, key, now()));
    return call;
  }

  private void settle(Outcome of) {
    outcome = of;
    store.append(of.effects());
    forwards.addAll(of.forwards());
    events.addAll(of.events());
    of.answers().forEach(answer -> assertEquals(null, answers.put(answer.call(), answer.reply()), "answered once"));
    TopicAudit.check(state);
  }

  QueueReply ask(QueueCommand command) {
    return answers.get(send(command));
  }

  QueueReply ask(QueueCommand command, String key) {
    return answers.get(send(command, Optional.of(new IdempotencyKey(key, command.toString().replaceAll("@[0-9a-f]+", "")))));
  }

  static NewMessage message(String id) {
    return new NewMessage(id, Optional.empty(), NewMessage.DEFAULT_PRIORITY, 0, Optional.empty(), new byte[10]);
  }

  static NewMessage keyed(String id, String key) {
    return new NewMessage(id, Optional.of(key), NewMessage.DEFAULT_PRIORITY, 0, Optional.empty(), new byte[10]);
  }

  static NewMessage prioritized(String id, int priority) {
    return new NewMessage(id, Optional.empty(), priority, 0, Optional.empty(), new byte[10]);
  }

  static NewMessage delayed(String id, long millis) {
    return new NewMessage(id, Optional.empty(), NewMessage.DEFAULT_PRIORITY, millis, Optional.empty(), new byte[10]);
  }

  static NewMessage mortal(String id, long ttlMillis) {
    return new NewMessage(id, Optional.empty(), NewMessage.DEFAULT_PRIORITY, 0, Optional.of(ttlMillis), new byte[10]);
  }

  QueueReply publish(NewMessage... messages) {
    return ask(new QueueCommand.Publish(List.of(messages)));
  }

  QueueReply publish(String... ids) {
    return ask(new QueueCommand.Publish(List.of(ids).stream().map(TopicScene::message).toList()));
  }

  static QueueCommand.Consume consume(String group, int max, long waitMillis) {
    return new QueueCommand.Consume(false, group, Optional.empty(), max, waitMillis, OptionalLong.empty());
  }

  static QueueCommand.Consume consumeAs(String consumer, int max, long waitMillis) {
    return new QueueCommand.Consume(false, Group.DEFAULT, Optional.of(consumer), max, waitMillis, OptionalLong.empty());
  }

  List<DeliveredMessage> take(String group, int max) {
    return messages(ask(consume(group, max, 0)));
  }

  List<DeliveredMessage> takeAs(String consumer, int max) {
    return messages(ask(consumeAs(consumer, max, 0)));
  }

  DeliveredMessage takeOne() {
    List<DeliveredMessage> taken = take(Group.DEFAULT, 1);
    assertEquals(1, taken.size(), "one is there");
    return taken.get(0);
  }

  List<DeliveredMessage> takeDead(int max) {
    return messages(ask(new QueueCommand.Consume(true, Group.DEFAULT, Optional.empty(), max, 0, OptionalLong.empty())));
  }

  static List<DeliveredMessage> messages(QueueReply reply) {
    return assertInstanceOf(QueueReply.Delivered.class, reply).messages();
  }

  static List<String> ids(List<DeliveredMessage> messages) {
    return messages.stream().map(DeliveredMessage::messageId).toList();
  }

  List<String> takeIds(int max) {
    return ids(take(Group.DEFAULT, max));
  }

  /** What a waiting call was answered, or null. */
  List<String> answered(long call) {
    QueueReply reply = answers.get(call);
    return reply == null ? null : ids(messages(reply));
  }

  ItemResult ack(String id) {
    return ack(Group.DEFAULT, id, Optional.empty());
  }

  ItemResult ack(DeliveredMessage message) {
    return ack(Group.DEFAULT, message.messageId(), Optional.of(message.receipt()));
  }

  ItemResult ack(String group, String id, Optional<String> receipt) {
    return item(new QueueCommand.Ack(false, group, List.of(new ItemRef(id, receipt))));
  }

  ItemResult nack(DeliveredMessage message) {
    return nack(message, OptionalLong.empty(), false);
  }

  ItemResult nack(DeliveredMessage message, OptionalLong delayMillis, boolean terminal) {
    ItemRef item = new ItemRef(message.messageId(), Optional.of(message.receipt()));
    return item(new QueueCommand.Nack(false, Group.DEFAULT, List.of(item), delayMillis, Optional.of("why"), terminal));
  }

  ItemResult item(QueueCommand command) {
    return assertInstanceOf(QueueReply.Settled.class, ask(command)).items().get(0);
  }

  static final ItemResult DONE = new ItemResult.Done(Optional.empty());
  static final ItemResult NOT_FOUND = new ItemResult.NotFound();

  TopicDescription describe() {
    return assertInstanceOf(QueueReply.Described.class, ask(new QueueCommand.Describe())).topic();
  }

  /** Ready, in flight, delayed, dead of a group. */
  List<Long> counts(String group) {
    TopicDescription.GroupCounts counts = describe().groups().stream().filter(each -> each.group().equals(group)).findFirst().orElseThrow();
    return List.of(counts.ready(), counts.inFlight(), counts.delayed(), counts.dead());
  }

  List<Long> counts() {
    return counts(Group.DEFAULT);
  }

  TopicScene configure(java.util.function.UnaryOperator<Settings> with) {
    ask(new QueueCommand.Configure(with.apply(new Settings()).change()));
    return this;
  }

  /** A change of settings, written down by name. */
  static final class Settings {
    private Optional<Long> visibility = Optional.empty();
    private Optional<Integer> attempts = Optional.empty();
    private Optional<Backoff> backoff = Optional.empty();
    private Optional<String> deadLetter = Optional.empty();
    private Optional<Long> length = Optional.empty();
    private Optional<Long> bytes = Optional.empty();
    private Optional<TopicSettings.OnFull> onFull = Optional.empty();
    private Optional<TopicSettings.OnPoison> onPoison = Optional.empty();
    private Optional<Boolean> expired = Optional.empty();

    Settings visibility(long millis) {
      visibility = Optional.of(millis);
      return this;
    }

    Settings attempts(int max) {
      attempts = Optional.of(max);
      return this;
    }

    Settings backoff(long initial, double multiplier, long max, int jitter) {
      backoff = Optional.of(new Backoff(initial, multiplier, max, jitter));
      return this;
    }

    Settings deadLetter(String to) {
      deadLetter = Optional.of(to);
      return this;
    }

    Settings length(long max) {
      length = Optional.of(max);
      return this;
    }

    Settings bytes(long max) {
      bytes = Optional.of(max);
      return this;
    }

    Settings dropOldest() {
      onFull = Optional.of(TopicSettings.OnFull.DROP_OLDEST);
      return this;
    }

    Settings onPoison(TopicSettings.OnPoison policy) {
      onPoison = Optional.of(policy);
      return this;
    }

    Settings deadLetterExpired() {
      expired = Optional.of(true);
      return this;
    }

    SettingsChange change() {
      return new SettingsChange(visibility, attempts, backoff, deadLetter, length, bytes, onFull, onPoison, expired);
    }
  }
}
