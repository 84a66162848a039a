package io.dss.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One topic with very many messages of a kilobyte: what it costs to publish and to consume then, what it takes of memory and disk, how long another node needs
 * to take it over, and what is given back when all but the oldest are consumed.
 */
final class QueueScale {
  static final int TEN = 10;
  private static final int FILL_BATCH = 500;
  private static final int FILL_CONNECTIONS = 4;
  private static final int FILL_ROUND_MILLIS = 500;
  /** What is missing then goes batch by batch: a round might bring more. */
  private static final int LAST_ROUND_FROM = 20_000;
  private static final Duration TAKE_OVER = Duration.ofSeconds(300);
  private static final int WARM_UP_ROUNDS = 3;
  /** Their bytes are more than the log may grow before a snapshot is taken, with which alone the embedded store gives disk back. */
  private static final int PASSING = 40_000;
  private static final String TOPIC = "bench-scale";

  /** @param when how many waited */
  record Speed(String when, double perSecond, Sample publishNanos, Sample consumeNanos, double cpuMillis) {}

  /** Memory after a collection, of the node that takes the most; disk and server as {@link BenchStore} has them. */
  record Room(String when, double heapMegabytes, double residentMegabytes, Optional<Long> serverBytes, long diskBytes) {}

  private final Nodes nodes;
  private final BenchStore store;
  private final BenchOptions options;
  private final Topics topics = new Topics();
  private final List<Long> processes;

  private QueueScale(Nodes nodes, BenchStore store, BenchOptions options) {
    this.nodes = nodes;
    this.store = store;
    this.options = options;
    this.processes = new ArrayList<>(nodes.processes());
    processes.addAll(store.processes());
  }

  static QueueScaleReport run(Nodes nodes, BenchStore store, BenchOptions options, long messages) throws IOException, InterruptedException {
    return new QueueScale(nodes, store, options).run(messages);
  }

  private QueueScaleReport run(long messages) throws IOException, InterruptedException {
    QueueScaleReport report = new QueueScaleReport(store.name());
    fill(TEN);
    for (int round = 0; round < WARM_UP_ROUNDS; round++) speed("");
    report.speed(speed("ten"));
    report.room(room("ten wait"));
    long began = System.nanoTime();
    fill(messages);
    report.figure("published, in batches of " + FILL_BATCH, messages * 1e9 / (System.nanoTime() - began), "a second");
    report.speed(speed(Long.toString(messages)));
    report.room(room(messages + " wait"));
    takeOver(report);
    report.speed(speed(messages + ", after the take-over"));
    keepTheOldest();
    began = System.nanoTime();
    long taken = drain();
    report.figure("consumed and acknowledged, in batches of " + FILL_BATCH, taken * 1e9 / (System.nanoTime() - began), "a second");
    report.room(room("the oldest alone is left"));
    report.figure("messages that are kept then", told("messages"), "");
    fill(PASSING);
    drain();
    report.room(room("the same, when " + PASSING + " more have come and gone"));
    fill(TEN);
    report.speed(speed("ten again"));
    return report;
  }

  private void fill(long wanted) throws IOException, InterruptedException {
    try (Load load = new Load(processes, nodes.urls(), FILL_CONNECTIONS, QueueWork.publish(List.of(TOPIC), FILL_BATCH))) {
      for (long missing = wanted - ready(); missing > 0; missing = wanted - ready()) {
        if (missing > LAST_ROUND_FROM) load.round(FILL_ROUND_MILLIS);
        else publish(Math.min(missing, FILL_BATCH));
        System.out.printf("  %d missing%n", missing);
      }
    }
  }

  private void publish(long count) throws IOException {
    try (HttpConnection connection = new HttpConnection(nodes.urls().get(0))) {
      Work work = QueueWork.publish(List.of(TOPIC), (int) count).on(connection, 0);
      if (!work.once()) throw new IOException("a publish was refused");
    }
  }

  private long ready() throws InterruptedException {
    return told("ready");
  }

  /** Waits for an answer: a topic nobody can tell of is not an empty one. */
  private long told(String field) throws InterruptedException {
    List<Long> told = new ArrayList<>();
    nodes.cluster().await("the topic is told of", TAKE_OVER, () -> {
      try {
        topics.told(nodes.urls().get(0), TOPIC, field).ifPresent(told::add);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return !told.isEmpty();
    });
    return told.get(0);
  }

  private Speed speed(String when) throws IOException, InterruptedException {
    Cycle cycle = new Cycle(TOPIC);
    try (Load load = new Load(processes, nodes.urls(), QueueContest.MANY, cycle.kind())) {
      Round round = load.round(options.seconds() * 2_000L);
      return new Speed(when, round.perSecond(), cycle.publishes(), cycle.consumes(), round.nodeMillisEach());
    }
  }

  private Room room(String when) throws IOException, InterruptedException {
    double heap = 0;
    double resident = 0;
    for (int node = 0; node < nodes.urls().size(); node++) {
      Memory memory = Collected.memory(nodes.processes().get(node), nodes.urls().get(node));
      heap = Math.max(heap, memory.heapMegabytes());
      resident = Math.max(resident, memory.residentMegabytes());
    }
    return new Room(when, heap, resident, store.serverBytes(), store.diskBytes(nodes));
  }

  /** Kills the owner, waits for the first message that another node hands out, and starts it again. */
  private void takeOver(QueueScaleReport report) throws IOException, InterruptedException {
    String owner = topics.owner(nodes.urls().get(0), TOPIC);
    int dead = 0;
    while (!nodes.cluster().id(dead).equals(owner)) dead++;
    String asked = nodes.urlsBut(dead).get(0);
    boolean led = nodes.leader() == dead;
    long killed = System.nanoTime();
    nodes.cluster().kill9(dead);
    nodes.cluster().await("a message of another owner", TAKE_OVER, () -> consumes(asked));
    report.figure("kill -9 of the owner" + (led ? ", which led too" : "") + ", to the first message of another", (System.nanoTime() - killed) / 1e6, "ms");
    nodes.cluster().restart(dead);
    nodes.cluster().awaitAllReady(Nodes.START);
    long back = System.nanoTime();
    nodes.cluster().await("the topic is answered for again", TAKE_OVER, () -> consumes(asked));
    report.figure("its restart, from ready to the first message", (System.nanoTime() - back) / 1e6, "ms");
    processes.clear();
    processes.addAll(nodes.processes());
    processes.addAll(store.processes());
  }

  /** Takes one message and gives it back. */
  private boolean consumes(String url) {
    try {
      String body = topics.post(url, "/queue/consume", "{\"topic\":\"" + TOPIC + "\"}").body();
      if (!body.contains("\"receipt\"")) return false;
      return topics.post(url, "/queue/nack", "{\"topic\":\"" + TOPIC + "\"," + QueueWork.items(body, 1).get(0) + "}").statusCode() == 200;
    } catch (IOException notNow) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** The first in line is taken for twelve hours, and nobody acknowledges it. */
  private void keepTheOldest() throws IOException, InterruptedException {
    String body = topics.post(nodes.urls().get(0), "/queue/consume", "{\"topic\":\"" + TOPIC + "\",\"visibility\":43200}").body();
    if (!body.contains("\"receipt\"")) throw new IOException("the oldest message did not come: " + body);
  }

  private long drain() throws IOException, InterruptedException {
    long before = ready();
    try (Load load = new Load(processes, nodes.urls(), FILL_CONNECTIONS, QueueWork.consumeAndAck(List.of(TOPIC), FILL_BATCH))) {
      for (long left = before; left > 0; left = ready()) {
        load.round(FILL_ROUND_MILLIS);
        System.out.printf("  %d left%n", left);
      }
    }
    return before;
  }
}
