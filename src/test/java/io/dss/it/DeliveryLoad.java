package io.dss.it;

import io.dss.delivery.Seen;
import io.dss.delivery.Seen.Answer;
import io.dss.delivery.Seen.Handed;
import io.dss.delivery.Seen.Result;
import io.dss.delivery.Seen.Settled;
import io.dss.delivery.Seen.Verb;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Publishers and consumers over HTTP, each through random nodes, that write down what they were told. An answer that never came, and {@code unknown_outcome},
 * are written down as such; every other problem document promises that nothing was changed, and is held to that.
 */
final class DeliveryLoad {
  static final String AUDIT = "audit";
  static final String DEFAULT = "default";
  private static final int PUBLISHERS = 3;
  private static final int CONSUMERS = 5;
  private static final long ANSWER_SECONDS = 20;
  /** A call to a node that sleeps is carried out when it wakes. */
  private static final long LATEST_MICROS = 60_000_000;
  private static final long BACKLOG_MOST = 3_000;
  /** A wait that is answered so much later than it should be ended in doubt. */
  private static final long CUT_SHORT_MICROS = 1_000_000;

  private final Trio trio;
  private final DeliveryLog log;
  private final List<Topic> topics;
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicLong ids = new AtomicLong();
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private volatile boolean stopped;

  private DeliveryLoad(Trio trio, DeliveryLog log, List<Topic> topics) {
    this.trio = trio;
    this.log = log;
    this.topics = topics;
  }

  /** Begins the second group on every topic, then lets clients loose. */
  static DeliveryLoad start(Trio trio, DeliveryLog log, List<Topic> topics, long seed) throws IOException, InterruptedException {
    for (Topic topic : topics) {
      topic.assertNothing(0, "'group':'" + AUDIT + "'");
      log.saw(new Seen.GroupBegun(topic.name(), AUDIT, DeliveryLog.now()));
    }
    DeliveryLoad load = new DeliveryLoad(trio, log, topics);
    for (int i = 0; i < PUBLISHERS; i++) load.thread("publisher" + i, new Random(seed * 31 + i), load::publish);
    for (int i = 0; i < CONSUMERS; i++) load.thread("consumer" + i, new Random(seed * 37 + i), load::consume);
    return load;
  }

  private interface Work {
    void once(Random random) throws InterruptedException;
  }

  private void thread(String name, Random random, Work work) {
    Thread thread = new Thread(() -> {
      try {
        while (!stopped) work.once(random);
      } catch (InterruptedException ended) {
        Thread.currentThread().interrupt();
      } catch (RuntimeException | AssertionError failed) {
        failures.add(failed);
      }
    }, name);
    threads.add(thread);
    thread.start();
  }

  private Topic any(Random random) {
    return topics.get(random.nextInt(topics.size()));
  }

  /** Empty if no answer came. */
  private Optional<Reply> ask(Topic topic, String path, String fields, Random random) throws InterruptedException {
    try {
      String body = ("{'topic':'" + topic.name() + "'," + fields + "}").replace('\'', '"');
      return Optional.of(trio.api().posting(trio.url(random.nextInt(Trio.SIZE)), path, body).get(ANSWER_SECONDS, TimeUnit.SECONDS));
    } catch (ExecutionException | TimeoutException noAnswer) {
      // A connection that is refused is refused at once, and the next node may do better.
      TimeUnit.MILLISECONDS.sleep(50);
      return Optional.empty();
    }
  }

  private static boolean isUnknown(Optional<Reply> reply) {
    return reply.isEmpty() || reply.get().code().equals("unknown_outcome") || reply.get().status() == 500;
  }

  private void publish(Random random) throws InterruptedException {
    if (log.backlog() > BACKLOG_MOST) {
      TimeUnit.MILLISECONDS.sleep(20);
      return;
    }
    Topic topic = any(random);
    int count = random.nextInt(4) == 0 ? 1 + random.nextInt(5) : 1;
    List<String> messages = new ArrayList<>();
    List<Seen.Publishing> told = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long number = ids.incrementAndGet();
      String id = "m" + number;
      Optional<String> key = random.nextInt(3) == 0 ? Optional.of("k" + random.nextInt(20)) : Optional.empty();
      messages.add("{'data':" + number + ",'message_id':'" + id + "'" + key.map(name -> ",'key':'" + name + "'").orElse("") + "}");
      told.add(new Seen.Publishing(topic.name(), id, key, number, false, false, 0));
    }
    publish(topic, "'messages':[" + String.join(",", messages) + "]", told, random, 4);
    TimeUnit.MILLISECONDS.sleep(random.nextInt(12));
  }

  /** A producer that does not know publishes again under the same ids. */
  private void publish(Topic topic, String fields, List<Seen.Publishing> told, Random random, int tries) throws InterruptedException {
    for (Seen.Publishing one : told) log.saw(new Seen.Publishing(one.topic(), one.id(), one.key(), one.body(), false, false, DeliveryLog.now()));
    Optional<Reply> reply = ask(topic, "/queue/publish", fields, random);
    Answer answer = isUnknown(reply) ? Answer.UNKNOWN : reply.get().success() ? Answer.DONE : Answer.REFUSED;
    if (answer == Answer.REFUSED && reply.get().status() < 429) failures.add(new AssertionError("a publish is answered " + reply.get()));
    for (Seen.Publishing one : told) log.saw(new Seen.Published(one.topic(), one.id(), answer, DeliveryLog.now()));
    if (answer == Answer.UNKNOWN && tries > 1 && !stopped) publish(topic, fields, told, random, tries - 1);
  }

  private void consume(Random random) throws InterruptedException {
    Topic topic = any(random);
    String group = random.nextInt(2) == 0 ? DEFAULT : AUDIT;
    int waitMillis = random.nextInt(3) == 0 ? 0 : 200 + random.nextInt(800);
    int visibilityMillis = 2_000 + random.nextInt(4_000);
    long called = DeliveryLog.now();
    Optional<Reply> reply = ask(topic, "/queue/consume", "'group':'" + group + "','max':" + (2 + random.nextInt(19)) + ",'wait':" + waitMillis / 1000.0
        + ",'visibility':" + visibilityMillis / 1000.0, random);
    long returned = DeliveryLog.now();
    if (isUnknown(reply)) {
      log.saw(new Seen.ConsumeLost(topic.name(), group, called, called + LATEST_MICROS));
      return;
    }
    if (!reply.get().success()) return;
    List<JsonObject> messages = reply.get().json().getJsonArray("messages").getValuesAs(JsonObject.class);
    boolean late = messages.isEmpty() && returned - called > waitMillis * 1_000L + CUT_SHORT_MICROS;
    if (late) log.saw(new Seen.ConsumeLost(topic.name(), group, called, called + LATEST_MICROS));
    List<Handed> handed = new ArrayList<>();
    // The clocks of one machine count alike; the rest is for what is rounded.
    for (JsonObject message : messages) handed.add(handed(message, visibilityMillis * 1_000L - 50_000));
    log.saw(new Seen.Consumed(topic.name(), group, called, returned, handed));
    settle(topic, group, messages, random);
  }

  static Handed handed(JsonObject message, long visibleMicros) {
    return new Handed(message.getString("id"), message.getJsonNumber("data").longValueExact(), message.getInt("attempts"), visibleMicros);
  }

  private void settle(Topic topic, String group, List<JsonObject> messages, Random random) throws InterruptedException {
    List<JsonObject> acks = new ArrayList<>();
    for (JsonObject message : messages) {
      int dice = random.nextInt(100);
      if (dice < 90) acks.add(message);
      else if (dice < 95) settle(topic, group, Verb.NACK, List.of(message), "", random);
      else if (dice < 96) settle(topic, group, Verb.REJECT, List.of(message), ",'dead':true", random);
      else if (dice < 98) settle(topic, group, Verb.EXTEND, List.of(message), ",'visibility':3", random);
      // Two in a hundred are never heard of again.
    }
    if (acks.isEmpty()) return;
    boolean known = settle(topic, group, Verb.ACK, acks, "", random);
    if (!known && random.nextInt(3) > 0) settle(topic, group, Verb.ACK, acks, "", random);
  }

  /** @return whether an answer came */
  private boolean settle(Topic topic, String group, Verb verb, List<JsonObject> messages, String more, Random random) throws InterruptedException {
    String path = verb == Verb.ACK ? "/queue/ack" : verb == Verb.EXTEND ? "/queue/extend" : "/queue/nack";
    long called = DeliveryLog.now();
    Optional<Reply> reply = ask(topic, path, "'group':'" + group + "'," + Topic.list(messages) + more, random);
    long returned = DeliveryLog.now();
    boolean unknown = isUnknown(reply);
    JsonArray results = unknown || reply.get().status() != 200 ? null : reply.get().json().getJsonArray("results");
    for (int i = 0; i < messages.size(); i++) {
      Result result = unknown ? Result.UNKNOWN : results == null ? Result.REFUSED : result(results.getJsonObject(i));
      log.saw(new Settled(topic.name(), group, messages.get(i).getString("id"), verb, messages.get(i).getInt("attempts"), result, 2_950_000, called, returned));
    }
    return !unknown;
  }

  static Result result(JsonObject item) {
    if (item.getBoolean("success")) return Result.DONE;
    return item.getString("reason").equals("not_found") ? Result.NOT_FOUND : Result.STALE;
  }

  /** Lets every client end its call; fails with what one of them ran into. */
  void stop() throws InterruptedException {
    stopped = true;
    for (Thread thread : threads) {
      thread.join(Duration.ofSeconds(120).toMillis());
      if (thread.isAlive()) failures.add(new AssertionError(thread.getName() + " does not end"));
    }
    if (!failures.isEmpty()) throw new AssertionError(failures.size() + " clients failed", failures.peek());
  }

  /** At once, whatever they are waiting for; after {@link #stop} there is nobody left. */
  void abandon() throws InterruptedException {
    stopped = true;
    for (Thread thread : threads) thread.interrupt();
    for (Thread thread : threads) thread.join(Duration.ofSeconds(30).toMillis());
  }
}
