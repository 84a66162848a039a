package io.dss.it;

import io.dss.delivery.DeliveryHistory;
import io.dss.delivery.Verdict;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Producers and consumers on a few topics through random nodes while a test breaks things, and a history of what they were told. An answer that never came, and
 * {@code unknown_outcome}, are written down as such; every other problem document promises that nothing was changed, and is held to that.
 */
final class QueueLoad implements AutoCloseable {
  private static final int TOPICS = 4;
  private static final int CONSUMERS_PER_TOPIC = 2;
  private static final int KEYS = 3;
  private static final int BATCH = 5;
  private static final double VISIBILITY_SECONDS = 3;
  private static final long VISIBILITY_NANOS = 3_000_000_000L;
  /** Longer than any consumer needs, so that the drain sees what is left and not what is in flight. */
  private static final Duration DRAIN = Duration.ofSeconds(90);

  private final Trio trio;
  private final Map<String, DeliveryHistory> histories = new LinkedHashMap<>();
  private final List<Thread> clients = new ArrayList<>();
  private final AtomicLong acknowledged = new AtomicLong();
  private final AtomicBoolean producing = new AtomicBoolean(true);
  private final AtomicBoolean consuming = new AtomicBoolean(true);

  private QueueLoad(Trio trio) {
    this.trio = trio;
  }

  /** @param prefix of the names of its topics: no other load may have used it on these nodes */
  static QueueLoad start(Trio trio, String prefix, long seed) {
    QueueLoad load = new QueueLoad(trio);
    for (int i = 0; i < TOPICS; i++) {
      String topic = prefix + i;
      DeliveryHistory history = new DeliveryHistory();
      load.histories.put(topic, history);
      Random ofProducer = new Random(seed + i);
      load.client(topic + "-producer", () -> load.produce(Topic.of(trio, topic), history, ofProducer));
      for (int consumer = 0; consumer < CONSUMERS_PER_TOPIC; consumer++) {
        String id = topic + "-consumer" + consumer;
        Random random = new Random(seed * 31 + i * 7L + consumer);
        load.client(id, () -> load.consume(Topic.of(trio, topic), history, id, random));
      }
    }
    return load;
  }

  private void client(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    clients.add(thread);
    thread.start();
  }

  /** Acks that were answered with success, over all topics. */
  long acknowledged() {
    return acknowledged.get();
  }

  /** A node or the store is touched now; to be called right before. */
  void fault(String what) {
    histories.values().forEach(history -> history.fault(System.nanoTime(), what));
  }

  private void produce(Topic topic, DeliveryHistory history, Random random) {
    long number = 0;
    while (producing.get()) {
      int count = random.nextInt(4) == 0 ? BATCH : 1;
      long first = number;
      number += count;
      Optional<String> key = random.nextInt(3) == 0 ? Optional.of("key" + random.nextInt(KEYS)) : Optional.empty();
      List<String> ids = IntStream.range(0, count).mapToObj(i -> topic.name() + "-" + (first + i)).toList();
      for (int i = 0; i < count; i++) history.publishing(ids.get(i), Long.toString(first + i), key, first + i);
      String messages = IntStream.range(0, count)
          .mapToObj(i -> "{'message_id':'" + ids.get(i) + "','data':" + (first + i) + key.map(name -> ",'key':'" + name + "'").orElse("") + "}")
          .collect(Collectors.joining(","));
      long began = System.nanoTime();
      Optional<Reply> reply = ask(topic, random, "/queue/publish", "'messages':[" + messages + "]");
      long ended = System.nanoTime();
      for (String id : ids) history.published(id, began, ended, isKnown(reply), reply.filter(Reply::success).isPresent());
      pause(5 + random.nextInt(20));
    }
  }

  private void consume(Topic topic, DeliveryHistory history, String consumer, Random random) {
    while (consuming.get()) {
      List<JsonObject> taken = take(topic, history, consumer, random, 1 + random.nextInt(10), 1);
      // Some forget what they took, so that the visibility is at work too.
      if (random.nextInt(12) == 0) continue;
      for (JsonObject message : taken) {
        pause(random.nextInt(3));
        if (random.nextInt(20) == 0) giveBack(topic, history, message, random);
        else ack(topic, history, message, random);
      }
    }
  }

  private List<JsonObject> take(Topic topic, DeliveryHistory history, String consumer, Random random, int max, double wait) {
    long began = System.nanoTime();
    Optional<Reply> reply = ask(topic, random, "/queue/consume",
        "'max':" + max + ",'wait':" + wait + ",'visibility':" + VISIBILITY_SECONDS + ",'consumer_id':'" + consumer + "'");
    long ended = System.nanoTime();
    if (reply.filter(Reply::success).isEmpty()) return List.of();
    JsonObject json = reply.get().json();
    List<JsonObject> taken = json.containsKey("messages") ? json.getJsonArray("messages").getValuesAs(JsonObject.class) : Topic.message(reply.get()).stream().toList();
    for (JsonObject message : taken) {
      history.delivered(message.getString("id"), message.get("data").toString(), message.getInt("attempts"), began, ended, VISIBILITY_NANOS);
    }
    return taken;
  }

  private void ack(Topic topic, DeliveryHistory history, JsonObject message, Random random) {
    long began = System.nanoTime();
    Optional<Reply> reply = ask(topic, random, "/queue/ack", Topic.reference(message));
    boolean done = reply.filter(Reply::success).isPresent();
    history.acked(message.getString("id"), began, System.nanoTime(), isKnown(reply), done);
    if (done) acknowledged.incrementAndGet();
  }

  private void giveBack(Topic topic, DeliveryHistory history, JsonObject message, Random random) {
    long began = System.nanoTime();
    Optional<Reply> reply = ask(topic, random, "/queue/nack", Topic.reference(message) + ",'delay':" + random.nextInt(2));
    history.nacked(message.getString("id"), began, System.nanoTime(), isKnown(reply), reply.filter(Reply::success).isPresent());
  }

  private Optional<Reply> ask(Topic topic, Random random, String path, String fields) {
    try {
      Reply reply = topic.call(random.nextInt(Trio.SIZE), path, fields);
      if (reply.status() >= 500) pause(50);
      return Optional.of(reply);
    } catch (IOException noAnswer) {
      pause(50);
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private static boolean isKnown(Optional<Reply> reply) {
    return reply.isPresent() && !reply.get().code().equals("unknown_outcome");
  }

  private static void pause(int millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Stops the clients, takes what is left, and checks what they saw. All nodes must be ready. */
  void verify() throws InterruptedException, IOException {
    producing.set(false);
    close();
    for (Map.Entry<String, DeliveryHistory> topic : histories.entrySet()) drain(Topic.of(trio, topic.getKey()), topic.getValue());
    List<String> violations = new ArrayList<>();
    histories.forEach((topic, history) -> {
      Verdict verdict = history.verdict();
      System.out.println(topic + ": " + verdict);
      if (!verdict.holds()) violations.add(topic + ": " + verdict);
    });
    if (!violations.isEmpty()) throw new AssertionError(String.join("\n", violations));
  }

  private void drain(Topic topic, DeliveryHistory history) throws InterruptedException, IOException {
    Random random = new Random(1);
    long deadlineNanos = System.nanoTime() + DRAIN.toNanos();
    while (!isEmpty(topic)) {
      if (System.nanoTime() - deadlineNanos > 0) {
        trio.nodes().printLogs();
        throw new AssertionError(topic.name() + " could not be drained within " + DRAIN + ": " + topic.description(0));
      }
      for (JsonObject message : take(topic, history, "drain", random, 100, 1)) ack(topic, history, message, random);
    }
  }

  private static boolean isEmpty(Topic topic) throws IOException, InterruptedException {
    Topic.Counts counts = topic.counts(0);
    if (counts.dead() > 0) throw new AssertionError("nothing may die here: " + topic.description(0));
    return counts.ready() + counts.inFlight() + counts.delayed() == 0;
  }

  @Override
  public void close() throws InterruptedException {
    producing.set(false);
    consuming.set(false);
    for (Thread client : clients) client.join(TimeUnit.SECONDS.toMillis(60));
  }
}
