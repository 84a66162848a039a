package io.dss.containers;

import io.dss.it.Reply;
import jakarta.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Locks, messages and lines, by clients that repeat what is retryable, while something is done to the nodes; and the account of what became of them. */
final class RollingLoad {
  /** A line keeps the results of 256 calls under an Idempotency-Key, each for ten minutes: with so many lines the load does not come near that. */
  private static final int KEYS = 300;
  private static final String TOPIC = "rolling";

  private final List<String> services;
  private final List<Thread> threads = new CopyOnWriteArrayList<>();
  private final List<String> lost = new CopyOnWriteArrayList<>();
  private final AtomicLong done = new AtomicLong();
  private final AtomicLong repeated = new AtomicLong();
  private final AtomicLong written = new AtomicLong();
  private final Set<Integer> published = ConcurrentHashMap.newKeySet();
  private final Set<Integer> consumed = ConcurrentHashMap.newKeySet();
  private final long[] lines = new long[KEYS];
  private volatile boolean over;
  private volatile boolean drained;

  RollingLoad(List<String> services) {
    this.services = services;
  }

  private interface Work {
    void once(PatientClient client, int turn) throws InterruptedException;
  }

  void start() {
    begin("locks", this::lock, () -> over);
    begin("publisher", this::publish, () -> over);
    begin("consumer", this::consume, () -> drained);
    begin("cache", this::write, () -> over);
  }

  private interface Ended {
    boolean now();
  }

  private void begin(String name, Work work, Ended ended) {
    Thread thread = new Thread(() -> {
      PatientClient client = new PatientClient(services);
      try {
        for (int turn = 1; !ended.now(); turn++) work.once(client, turn);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (RuntimeException bug) {
        lost.add(name + " broke: " + bug);
      }
      repeated.addAndGet(client.repeated());
    }, "rolling-" + name);
    threads.add(thread);
    thread.start();
  }

  private Optional<Reply> expect(String what, Optional<Reply> reply) {
    if (reply.isEmpty()) lost.add(what + ": not answered for a minute");
    else if (!reply.get().success()) lost.add(what + ": " + reply.get().body());
    else done.incrementAndGet();
    return reply.filter(Reply::success);
  }

  private void lock(PatientClient client, int turn) throws InterruptedException {
    expect("acquire", client.call("/lock/acquire", "{'lock_name':'rolling','client_id':'roller','timeout':60,'wait':10}"));
    expect("release", client.call("/lock/release", "{'lock_name':'rolling','client_id':'roller'}"));
  }

  private void publish(PatientClient client, int turn) throws InterruptedException {
    if (expect("publish", client.call("/queue/publish", "{'topic':'%s','data':%d}", TOPIC, turn)).isPresent()) published.add(turn);
  }

  private void consume(PatientClient client, int turn) throws InterruptedException {
    Optional<Reply> reply = client.call("/queue/consume", "{'topic':'%s','max':50,'wait':1,'visibility':10}", TOPIC);
    if (reply.isEmpty() || reply.get().status() != 200) {
      lost.add("consume: " + reply.map(Reply::body).orElse("not answered for a minute"));
      return;
    }
    if (reply.get().json().isNull("message")) return;
    for (JsonObject message : reply.get().json().getJsonArray("messages").getValuesAs(JsonObject.class)) {
      consumed.add(message.getInt("data"));
      client.call("/queue/ack", "{'topic':'%s','message_id':'%s','receipt':'%s'}", TOPIC, message.getString("id"), message.getString("receipt"));
    }
  }

  private void write(PatientClient client, int turn) throws InterruptedException {
    int key = turn % KEYS;
    if (expect("write", client.call("/cache/write", "{'key':'rolling-%d','value':%d}", key, turn)).isPresent()) {
      lines[key] = turn;
      written.incrementAndGet();
      Optional<Reply> read = expect("read", client.call("/cache/read", "{'key':'rolling-%d'}", key));
      if (read.isPresent() && read.get().json().getInt("value", -1) != turn) lost.add("line " + key + " is " + read.get().body() + " just after " + turn + " was written");
    }
  }

  /** Ends the load, lets the consumer take what is left, and reads every line. @return what was lost, one line each */
  List<String> verdict() throws InterruptedException {
    over = true;
    long untilNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
    while (!consumed.containsAll(published) && System.nanoTime() - untilNanos < 0) TimeUnit.MILLISECONDS.sleep(200);
    drained = true;
    for (Thread thread : threads) thread.join(TimeUnit.SECONDS.toMillis(90));
    for (int message : published) if (!consumed.contains(message)) lost.add("message " + message + " was published and never consumed");
    PatientClient client = new PatientClient(services);
    for (int key = 0; key < KEYS; key++) {
      if (lines[key] == 0) continue;
      Optional<Reply> read = client.call("/cache/read", "{'key':'rolling-%d'}", key);
      if (read.isEmpty() || read.get().json().getInt("value", -1) != lines[key]) {
        lost.add("line " + key + " is " + read.map(Reply::body).orElse("not answered") + ", " + lines[key] + " was written");
      }
    }
    return List.copyOf(lost);
  }

  String account() {
    return done.get() + " calls done, " + repeated.get() + " sent again, " + published.size() + " messages, " + written.get() + " writes, " + lost.size() + " lost";
  }
}
