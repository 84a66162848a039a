package io.dss.it;

import io.dss.linearizability.Checker;
import io.dss.linearizability.Operation;
import io.dss.linearizability.RegisterModel;
import io.dss.linearizability.RegisterModel.Answer;
import io.dss.linearizability.RegisterModel.Register;
import io.dss.linearizability.Verdict;
import java.io.IOException;
import java.net.ConnectException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Clients that read, write and compare-and-set a few keys through random nodes while a test breaks things, and write down what they were told. An answer that
 * never came, and {@code unknown_outcome}, are written down as such; every other problem document promises that nothing was changed, and is held to that. Every
 * value is written once, so a version stands for its value.
 */
final class CacheLoad implements AutoCloseable {
  private static final int CLIENTS = 6;
  private static final int KEYS = 5;
  private static final int READS_OF_TEN = 5;
  private static final int WRITES_OF_TEN = 3;
  private static final long MAX_STEPS = 20_000_000;

  private final CacheKeys keys;
  private final List<Operation<Register>> history = Collections.synchronizedList(new ArrayList<>());
  private final List<Thread> clients = new ArrayList<>();
  private final AtomicInteger values = new AtomicInteger();
  private final AtomicInteger answered = new AtomicInteger();
  private final AtomicInteger unknown = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();
  private volatile boolean stopped;
  private volatile Throwable broken;

  private CacheLoad(CacheKeys keys) {
    this.keys = keys;
  }

  static CacheLoad start(Trio trio, String prefix, long seed) {
    CacheLoad load = new CacheLoad(CacheKeys.of(trio));
    for (int client = 0; client < CLIENTS; client++) {
      Random random = new Random(seed + client);
      Thread thread = new Thread(() -> load.run(prefix, random), prefix + "-client" + client);
      load.clients.add(thread);
      thread.start();
    }
    return load;
  }

  /** Calls that were answered and were no refusal. */
  int answered() {
    if (broken != null) throw new AssertionError(broken);
    return answered.get();
  }

  private void run(String prefix, Random random) {
    try {
      while (!stopped) {
        try {
          step(prefix + random.nextInt(KEYS), random.nextInt(Trio.SIZE), random.nextInt(10), random);
        } catch (ConnectException neverSent) {
          // Nobody there: it is known that nothing was done.
          TimeUnit.MILLISECONDS.sleep(50);
        }
        TimeUnit.MILLISECONDS.sleep(random.nextInt(10));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | AssertionError bug) {
      broken = bug;
    }
  }

  private void step(String key, int node, int ofTen, Random random) throws ConnectException, InterruptedException {
    if (ofTen < READS_OF_TEN) {
      read(key, node);
    } else if (ofTen < READS_OF_TEN + WRITES_OF_TEN) {
      write(key, node);
    } else {
      Optional<Reply> seen = read(key, node);
      if (seen.isPresent() && CacheKeys.value(seen.get()).isPresent()) compareAndSet(key, random.nextInt(Trio.SIZE), seen.get());
    }
  }

  private static long nowMicros() {
    return System.nanoTime() / 1_000;
  }

  private Optional<Reply> read(String key, int node) throws ConnectException, InterruptedException {
    long called = nowMicros();
    Optional<Reply> reply = ask(() -> keys.reading(node, key));
    if (reply.isEmpty() || refused(reply.get())) return Optional.empty();
    Optional<Integer> value = CacheKeys.value(reply.get()).stream().boxed().findFirst();
    record(key, new RegisterModel.Read(value), called, nowMicros());
    return reply;
  }

  private void write(String key, int node) throws ConnectException, InterruptedException {
    int value = values.incrementAndGet();
    long called = nowMicros();
    Optional<Reply> reply = ask(() -> keys.writing(node, key, value));
    if (isUnknown(reply)) record(key, new RegisterModel.Write(value), called, Operation.NEVER);
    else if (!refused(reply.orElseThrow())) record(key, new RegisterModel.Write(value), called, nowMicros());
  }

  private void compareAndSet(String key, int node, Reply seen) throws ConnectException, InterruptedException {
    int value = values.incrementAndGet();
    int from = CacheKeys.value(seen).orElseThrow();
    long called = nowMicros();
    Optional<Reply> reply = ask(() -> keys.comparing(node, key, value, seen.json().getString("version")));
    if (isUnknown(reply)) {
      record(key, new RegisterModel.CompareAndSet(from, value, Answer.UNKNOWN), called, Operation.NEVER);
    } else if (!refused(reply.orElseThrow())) {
      record(key, new RegisterModel.CompareAndSet(from, value, reply.get().success() ? Answer.SET : Answer.DIFFERENT), called, nowMicros());
    }
  }

  private interface Call {
    Reply made() throws IOException, InterruptedException;
  }

  private Optional<Reply> ask(Call call) throws ConnectException, InterruptedException {
    try {
      Reply reply = call.made();
      if (reply.body().startsWith("{")) return Optional.of(reply);
      // The server is there and the application is not: it starts, or ends.
      TimeUnit.MILLISECONDS.sleep(50);
      return Optional.empty();
    } catch (ConnectException neverSent) {
      throw neverSent;
    } catch (IOException noAnswer) {
      TimeUnit.MILLISECONDS.sleep(50);
      return Optional.empty();
    }
  }

  private boolean isUnknown(Optional<Reply> reply) {
    boolean is = reply.isEmpty() || reply.get().code().equals("unknown_outcome");
    if (is) unknown.incrementAndGet();
    return is;
  }

  private boolean refused(Reply reply) {
    if (reply.status() == 200) return false;
    if (reply.status() != 503) throw new AssertionError(reply.status() + ": " + reply.body());
    refused.incrementAndGet();
    return true;
  }

  private void record(String key, Register call, long called, long returned) {
    history.add(new Operation<>(key, call, called, returned));
    if (returned != Operation.NEVER) answered.incrementAndGet();
  }

  /** Stops the clients and checks what they saw. */
  void verify() throws InterruptedException {
    close();
    if (broken != null) throw new AssertionError(broken);
    List<Operation<Register>> seen = List.copyOf(history);
    System.out.println("cache history of " + seen.size() + " operations, " + unknown + " of unknown outcome, " + refused + " refused");
    Verdict verdict = new Checker<>(new RegisterModel(), MAX_STEPS).check(seen);
    if (!verdict.isLinearizable()) throw new AssertionError(verdict.outcome() + ": " + verdict.explanation());
  }

  @Override
  public void close() throws InterruptedException {
    stopped = true;
    for (Thread client : clients) client.join(TimeUnit.SECONDS.toMillis(60));
  }
}
