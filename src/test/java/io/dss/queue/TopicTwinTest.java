package io.dss.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.dss.queue.QueueReply.ItemResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The topic and its naive twin, through the same random calls, clock jumps and changes of owner: every answer and every count is the same. */
class TopicTwinTest {
  private static final int SEEDS = Integer.getInteger("dss.queue.twin.seeds", 500);
  private static final int STEPS = 100;
  private static final List<String> GROUPS = List.of("default", "default", "g1", "g2");

  @Test
  void theTopicDoesWhatItsTwinDoes() {
    long only = Long.getLong("dss.queue.twin.seed", -1);
    for (long seed = only >= 0 ? only : 1; seed <= (only >= 0 ? only : SEEDS); seed++) {
      try {
        new Run(seed).go();
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed + ": mvn test -Dtest=TopicTwinTest -DargLine=-Ddss.queue.twin.seed=" + seed + "\n" + e.getMessage(), e);
      }
    }
  }

  /** A delivery that was seen, for acks to come. */
  private record Seen(String id, String receipt, NaiveTopic.Named named) {}

  private static final class Run {
    private final Random random;
    private final TopicScene scene = new TopicScene();
    private final NaiveTopic twin = new NaiveTopic();
    private final List<Seen> seen = new ArrayList<>();
    private final TreeMap<Long, QueueCommand.Consume> waiting = new TreeMap<>();
    private final List<Outcome.Forward> forwards = new ArrayList<>();
    private int step;
    private String what = "";

    Run(long seed) {
      random = new Random(seed);
    }

    void go() {
      for (step = 0; step < STEPS; step++) {
        try {
          pass();
          act();
          compare();
        } catch (AssertionError e) {
          throw new AssertionError("step " + step + " " + what + ": " + e.getMessage(), e);
        }
      }
    }

    private void pass() {
      long millis = random.nextInt(4) == 0 ? random.nextInt(8_000) : random.nextInt(300);
      if (random.nextInt(100) == 0) millis = QueueLimits.ID_WINDOW_MILLIS;
      scene.monotonic += millis;
      scene.wall += millis;
      if (random.nextInt(50) == 0) scene.wall += random.nextInt(40_000) - 20_000;
      twin.at(scene.now());
    }

    private boolean one(int in) {
      return random.nextInt(in) == 0;
    }

    private <T> T any(List<T> of) {
      return of.get(random.nextInt(of.size()));
    }

    private void act() {
      switch (random.nextInt(26)) {
        case 0, 1, 2, 3, 4 -> publish();
        case 5, 6, 7, 8, 9, 10 -> consume();
        case 11, 12, 13 -> settle(0);
        case 14, 15 -> settle(1);
        case 16 -> settle(2);
        case 17 -> configure();
        case 18 -> redrive();
        case 19 -> resume();
        case 20 -> reload();
        case 21 -> forwarded();
        case 22 -> cancel();
        case 23 -> rarely();
        default -> due();
      }
    }

    private QueueReply both(QueueCommand command) {
      what = command.toString();
      twin.run();
      return scene.ask(command);
    }

    private void publish() {
      List<NewMessage> messages = new ArrayList<>();
      for (int i = random.nextInt(4); i >= 0; i--) {
        Optional<String> key = one(2) ? Optional.empty() : Optional.of(any(List.of("k1", "k2", "k3")));
        Optional<Long> ttl = one(5) ? Optional.of((long) random.nextInt(3_000)) : Optional.empty();
        messages.add(new NewMessage("m" + random.nextInt(60), key, any(List.of(0, 4, 9)), one(4) ? random.nextInt(1_000) : 0, ttl, new byte[random.nextInt(9)]));
      }
      QueueReply reply = both(new QueueCommand.Publish(messages));
      List<Boolean> expected = twin.publish(messages);
      twin.serve();
      if (expected == null) assertInstanceOf(QueueReply.TopicFull.class, reply);
      else assertEquals(expected, assertInstanceOf(QueueReply.Published.class, reply).duplicates());
    }

    private void consume() {
      Optional<String> consumer = one(3) ? Optional.empty() : Optional.of(any(List.of("c1", "c2", "c3")));
      OptionalLong visibility = one(2) ? OptionalLong.empty() : OptionalLong.of(1 + random.nextInt(2_000));
      QueueCommand.Consume consume = new QueueCommand.Consume(one(8), any(GROUPS), consumer, 1 + random.nextInt(3), one(2) ? 0 : random.nextInt(8_000), visibility);
      what = consume.toString();
      twin.run();
      long call = scene.send(consume);
      List<NaiveTopic.Given> expected = twin.consume(call, consume);
      twin.serve();
      if (expected == null) waiting.put(call, consume);
      else given(expected, TopicScene.messages(scene.answers.get(call)), consume);
    }

    private void given(List<NaiveTopic.Given> expected, List<DeliveredMessage> got, QueueCommand.Consume consume) {
      List<NaiveTopic.Given> as = new ArrayList<>();
      for (DeliveredMessage message : got) {
        String reason = message.death().map(death -> death.reason() + " " + death.group() + " " + death.hops()).orElse("");
        as.add(new NaiveTopic.Given(message.messageId(), message.attempts(), message.failures(), message.visibleUntilMillis(), reason));
        String group = message.death().map(Death::group).orElse(consume.group());
        long sequence = twin.copies.stream().filter(copy -> copy.id.equals(message.messageId())).mapToLong(copy -> copy.sequence).findFirst().orElse(0);
        seen.add(new Seen(message.messageId(), message.receipt(), new NaiveTopic.Named(group, message.death().isPresent(), message.attempts(), sequence)));
      }
      assertEquals(expected, as, "what is given");
    }

    private void settle(int kind) {
      if (seen.isEmpty()) return;
      Seen item = one(2) ? seen.get(seen.size() - 1) : any(seen);
      boolean dead = one(10) ? one(2) : item.named().dead();
      boolean receipt = !one(3);
      String group = one(10) ? any(GROUPS) : item.named().group();
      List<ItemRef> items = List.of(new ItemRef(item.id(), receipt ? Optional.of(item.receipt()) : Optional.empty()));
      OptionalLong millis = one(2) ? OptionalLong.empty() : OptionalLong.of(random.nextInt(3_000));
      QueueCommand command = kind == 0 ? new QueueCommand.Ack(dead, group, items)
          : kind == 1 ? new QueueCommand.Nack(dead, group, items, millis, Optional.of("why"), one(4)) : new QueueCommand.Extend(dead, group, items, millis);
      QueueReply reply = both(command);
      String expected = twin.settle(command, dead, group, item.id(), receipt ? Optional.of(item.named()) : Optional.empty());
      twin.serve();
      ItemResult result = assertInstanceOf(QueueReply.Settled.class, reply).items().get(0);
      assertEquals(expected, shown(result));
    }

    private static String shown(ItemResult result) {
      if (result instanceof ItemResult.Stale stale) return "stale " + stale.attempts();
      if (result instanceof ItemResult.Done done) return "done" + done.visibleUntilMillis().map(until -> " " + until).orElse("");
      return "not found";
    }

    private void configure() {
      SettingsChange change = new SettingsChange(maybe(() -> 1L + random.nextInt(3_000)), maybe(() -> 1 + random.nextInt(4)),
          maybe(() -> one(2) ? Backoff.NONE : new Backoff(100, 2, 900, 0)), maybe(() -> one(3) ? "graves" : "orders.dead"),
          maybe(() -> (long) any(List.of(0, 5, 12))), maybe(() -> (long) any(List.of(0, 0, 40))), maybe(() -> any(List.of(TopicSettings.OnFull.values()))),
          maybe(() -> any(List.of(TopicSettings.OnPoison.values()))), maybe(() -> one(2)));
      QueueReply reply = both(new QueueCommand.Configure(change));
      twin.configure(assertInstanceOf(QueueReply.Configured.class, reply).settings());
      twin.serve();
      timer();
    }

    private <T> Optional<T> maybe(java.util.function.Supplier<T> value) {
      return one(3) ? Optional.of(value.get()) : Optional.empty();
    }

    private void redrive() {
      List<String> ids = one(3) ? List.of("m" + random.nextInt(60), "m" + random.nextInt(60), "m" + random.nextInt(60)) : List.of();
      Optional<String> reason = one(3) ? Optional.of(any(List.of("rejected", "max_attempts", "expired"))) : Optional.empty();
      QueueCommand.Redrive redrive = new QueueCommand.Redrive(ids, reason, one(2) ? 1 + random.nextInt(3) : Long.MAX_VALUE, 0, 0);
      QueueReply reply = both(redrive);
      if (!twin.exists()) {
        assertInstanceOf(QueueReply.NoSuchTopic.class, reply);
        return;
      }
      long expected = twin.redrive(redrive);
      twin.serve();
      if (expected < 0) assertInstanceOf(QueueReply.TopicFull.class, reply);
      else assertEquals(expected, assertInstanceOf(QueueReply.Stepped.class, reply).total());
    }

    private void resume() {
      Optional<String> key = one(2) ? Optional.empty() : Optional.of(any(List.of("k1", "k2", "k3")));
      QueueReply reply = both(key.isEmpty() && one(2) ? new QueueCommand.Pause() : new QueueCommand.Resume(key));
      if (!twin.exists()) return;
      if (key.isPresent()) twin.resume(key.get());
      else twin.paused(paused(twin.settings, assertInstanceOf(QueueReply.Paused.class, reply).paused()));
      twin.serve();
    }

    private static TopicSettings paused(TopicSettings of, boolean paused) {
      return new TopicSettings(of.visibilityMillis(), of.maxAttempts(), of.backoff(), of.deadLetter(), of.maxLength(), of.maxBytes(), of.onFull(), of.onPoison(),
          of.deadLetterExpired(), paused);
    }

    private void reload() {
      what = "reload";
      if (one(2)) scene.monotonic = random.nextInt(100_000);
      scene.forwards.clear();
      twin.forwarded.clear();
      scene.reload();
      twin.reload(scene.now());
      waiting.clear();
      timer();
    }

    private void timer() {
      twin.run();
      scene.look();
    }

    private void forwarded() {
      if (forwards.isEmpty()) return;
      Outcome.Forward forward = any(forwards);
      timer();
      Message there = scene.state.topic.sequences.get(forward.sequence());
      both(new QueueCommand.Forwarded(forward.sequence(), forward.group()));
      if (there != null) twin.forwarded(there.id(), forward.group());
      twin.serve();
    }

    private void cancel() {
      if (waiting.isEmpty()) return;
      long call = waiting.firstKey();
      what = "cancel " + call;
      waiting.remove(call);
      scene.state.cancel(call);
      twin.cancel(call);
    }

    private void rarely() {
      if (!one(4)) return;
      boolean dead = one(2);
      QueueReply reply = both(new QueueCommand.Purge(dead, 0, 0));
      if (!twin.exists()) return;
      assertEquals(twin.purge(dead), assertInstanceOf(QueueReply.Stepped.class, reply).total());
    }

    private void due() {
      what = "due";
      timer();
    }

    private void compare() {
      due(Map.copyOf(scene.answers));
      List<String> shown = new ArrayList<>();
      for (Message message : scene.state.topic.sequences.all()) {
        for (Place place : Topic.places(message)) {
          shown.add(message.id() + " " + place.group.name() + " " + place.standing.state + " " + place.attempts() + " " + place.failures() + " " + message.priority
              + " " + message.key().orElse(null) + " " + message.publishedAtMillis);
        }
      }
      assertSame(twin.shown(), shown);
      if (!twin.exists()) return;
      Map<String, List<Long>> counts = new TreeMap<>();
      for (TopicDescription.GroupCounts group : ((QueueReply.Described) Describing.apply(scene.state.topic)).topic().groups()) {
        counts.put(group.group(),
            List.of(group.ready(), group.inFlight(), group.delayed(), group.dead(), (long) group.parkedKeys(), (long) group.waiting()));
      }
      assertEquals(twin.counts(), counts, "counts");
      assertEquals(new TreeSet<>(twin.forwarded), new TreeSet<>(scene.forwards.stream().map(each -> each.messageId() + " " + each.group()).toList()), "forwards");
      forwards.addAll(scene.forwards);
      scene.forwards.forEach(scene.state::forwardEnded);
      scene.forwards.clear();
      twin.forwarded.clear();
    }

    /** Tells what differs and not all there is. */
    private static void assertSame(List<String> expected, List<String> got) {
      List<String> missing = new ArrayList<>(expected);
      missing.removeAll(got);
      List<String> wrong = new ArrayList<>(got);
      wrong.removeAll(expected);
      assertEquals(missing, wrong, "messages");
      assertEquals(expected, got, "their order");
    }

    private void due(Map<Long, QueueReply> answers) {
      for (Map.Entry<Long, QueueCommand.Consume> wait : new TreeMap<>(waiting).entrySet()) {
        List<NaiveTopic.Given> expected = twin.given.get(wait.getKey());
        QueueReply got = answers.get(wait.getKey());
        assertEquals(expected == null, got == null, () -> "whether " + wait + " was answered");
        if (got == null) continue;
        waiting.remove(wait.getKey());
        given(expected, TopicScene.messages(got), wait.getValue());
      }
    }
  }
}
