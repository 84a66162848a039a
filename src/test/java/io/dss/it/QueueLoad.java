package io.dss.it;

import io.dss.delivery.DeliveryChecker;
import io.dss.delivery.DeliveryVerdict;
import io.dss.delivery.Seen;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
  /** Instants are nanoseconds; no call takes longer than its client waits for it. */
  private final DeliveryChecker checker = new DeliveryChecker(2 * Api.LIMIT.toNanos());
  private final List<Topic> topics = new ArrayList<>();
  private final List<Thread> clients = new ArrayList<>();
  private final AtomicLong acknowledged = new AtomicLong();
  private final AtomicBoolean producing = new AtomicBoolean(true);
  private final AtomicBoolean consuming = new AtomicBoolean(true);
  /** Odd while something is broken. */
  private final AtomicLong faults = new AtomicLong();

  private QueueLoad(Trio trio) {
    this.trio = trio;
  }

  /** @param prefix of the names of its topics: no other load may have used it on these nodes */
  static QueueLoad start(Trio trio, String prefix, long seed) {
    QueueLoad load = new QueueLoad(trio);
    for (int i = 0; i < TOPICS; i++) {
      Topic topic = Topic.of(trio, prefix + i);
      load.topics.add(topic);
      Random ofProducer = new Random(seed + i);
      load.client(topic.name() + "-producer", () -> load.produce(topic, ofProducer));
      for (int consumer = 0; consumer < CONSUMERS_PER_TOPIC; consumer++) {
        String id = topic.name() + "-consumer" + consumer;
        Random random = new Random(seed * 31 + i * 7L + consumer);
        load.client(id, () -> load.consume(topic, id, random));
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

  /** Something is broken from now on; to be called right before. */
  void breaks(String what) {
    checker.saw(new Seen.FaultBegan(faults.incrementAndGet(), what, "", false, System.nanoTime()));
  }

  /** All is whole again, and topics are where they stay. */
  void mended() {
    checker.saw(new Seen.FaultEnded(faults.getAndIncrement(), System.nanoTime()));
  }

  private void produce(Topic topic, Random random) {
    long number = 0;
    while (producing.get()) {
      int count = random.nextInt(4) == 0 ? BATCH : 1;
      long first = number;
      number += count;
      Optional<String> key = random.nextInt(3) == 0 ? Optional.of("key" + random.nextInt(KEYS)) : Optional.empty();
      List<String> ids = IntStream.range(0, count).mapToObj(i -> topic.name() + "-" + (first + i)).toList();
      long called = System.nanoTime();
      for (int i = 0; i < count; i++) checker.saw(new Seen.Publishing(topic.name(), ids.get(i), key, first + i, false, false, called));
      String messages = IntStream.range(0, count)
          .mapToObj(i -> "{'message_id':'" + ids.get(i) + "','data':" + (first + i) + key.map(name -> ",'key':'" + name + "'").orElse("") + "}")
          .collect(Collectors.joining(","));
      Optional<Reply> reply = ask(topic, random, "/queue/publish", "'messages':[" + messages + "]");
      Seen.Answer answer = !isKnown(reply) ? Seen.Answer.UNKNOWN : reply.orElseThrow().success() ? Seen.Answer.DONE : Seen.Answer.REFUSED;
      long returned = System.nanoTime();
      for (String id : ids) checker.saw(new Seen.Published(topic.name(), id, answer, returned));
      pause(5 + random.nextInt(20));
    }
  }

  private void consume(Topic topic, String consumer, Random random) {
    while (consuming.get()) {
      List<JsonObject> taken = take(topic, consumer, random, 1 + random.nextInt(10), 1);
      // Some forget what they took, so that the visibility is at work too.
      if (random.nextInt(12) == 0) continue;
      for (JsonObject message : taken) {
        pause(random.nextInt(3));
        settle(topic, message, random.nextInt(20) == 0 ? Seen.Verb.NACK : Seen.Verb.ACK, random);
      }
    }
  }

  private List<JsonObject> take(Topic topic, String consumer, Random random, int max, double wait) {
    long before = faults.get();
    long called = System.nanoTime();
    Optional<Reply> reply = ask(topic, random, "/queue/consume",
        "'max':" + max + ",'wait':" + wait + ",'visibility':" + VISIBILITY_SECONDS + ",'consumer_id':'" + consumer + "'");
    long returned = System.nanoTime();
    List<JsonObject> taken = reply.filter(Reply::success).map(QueueLoad::messages).orElse(List.of());
    // A wait that its owner did not see to its end is answered with nothing: what it may have handed out at last comes again after its visibility.
    boolean inAFault = before % 2 == 1 || faults.get() != before;
    if (!isKnown(reply) || taken.isEmpty() && inAFault) {
      checker.saw(new Seen.ConsumeLost(topic.name(), DeliveryChecker.DEFAULT_GROUP, called, returned + Api.LIMIT.toNanos()));
    }
    checker.saw(new Seen.Consumed(topic.name(), DeliveryChecker.DEFAULT_GROUP, called, returned, taken.stream().map(message -> new Seen.Handed(
        message.getString("id"), message.getJsonNumber("data").longValueExact(), message.getInt("attempts"), VISIBILITY_NANOS)).toList()));
    return taken;
  }

  private static List<JsonObject> messages(Reply reply) {
    JsonObject json = reply.json();
    return json.containsKey("messages") ? json.getJsonArray("messages").getValuesAs(JsonObject.class) : Topic.message(reply).stream().toList();
  }

  private void settle(Topic topic, JsonObject message, Seen.Verb verb, Random random) {
    long called = System.nanoTime();
    Optional<Reply> reply = verb == Seen.Verb.ACK ? ask(topic, random, "/queue/ack", Topic.reference(message))
        : ask(topic, random, "/queue/nack", Topic.reference(message) + ",'delay':" + random.nextInt(2));
    Seen.Result result = result(reply);
    checker.saw(new Seen.Settled(topic.name(), DeliveryChecker.DEFAULT_GROUP, message.getString("id"), verb, message.getInt("attempts"), result, 0, called,
        System.nanoTime()));
    if (verb == Seen.Verb.ACK && result == Seen.Result.DONE) acknowledged.incrementAndGet();
  }

  private static Seen.Result result(Optional<Reply> reply) {
    if (!isKnown(reply)) return Seen.Result.UNKNOWN;
    if (reply.orElseThrow().success()) return Seen.Result.DONE;
    if (reply.get().status() == 200) return Seen.Result.NOT_FOUND;
    return reply.get().status() == 409 ? Seen.Result.STALE : Seen.Result.REFUSED;
  }

  private Optional<Reply> ask(Topic topic, Random random, String path, String fields) {
    try {
      Reply reply = topic.call(random.nextInt(Trio.SIZE), path, fields);
      if (reply.status() != 200) pause(50);
      // A node that is starting or stopping may still, or already, be a server without us: its pages say nothing of the call.
      return reply.headers().firstValue("Content-Type").filter(type -> type.contains("json")).map(json -> reply);
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
    close();
    for (Topic topic : topics) drain(topic);
    DeliveryVerdict verdict = checker.finish();
    System.out.println(topics.get(0).name() + " and others: " + verdict);
    if (!verdict.isClean()) throw new AssertionError(verdict.toString());
  }

  private void drain(Topic topic) throws InterruptedException, IOException {
    Random random = new Random(1);
    long deadlineNanos = System.nanoTime() + DRAIN.toNanos();
    while (!isEmpty(topic)) {
      if (System.nanoTime() - deadlineNanos > 0) {
        trio.nodes().printLogs();
        throw new AssertionError(topic.name() + " could not be drained within " + DRAIN + ": " + topic.description(0));
      }
      for (JsonObject message : take(topic, "drain", random, 100, 1)) settle(topic, message, Seen.Verb.ACK, random);
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
