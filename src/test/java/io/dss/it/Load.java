package io.dss.it;

import io.dss.linearizability.Checker;
import io.dss.linearizability.LockCall;
import io.dss.linearizability.LockModel;
import io.dss.linearizability.Operation;
import io.dss.linearizability.TokenOrder;
import io.dss.linearizability.Verdict;
import io.dss.lock.LockMode;
import java.io.IOException;
import java.net.ConnectException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Clients that take and give back a few locks through random nodes while a test breaks things, and write down what they were told. An answer that never
 * came, and {@code unknown_outcome}, are written down as such; every other problem document promises that nothing was changed, and is held to that.
 */
final class Load implements AutoCloseable {
  private static final int CLIENTS = 6;
  private static final int LOCKS = 4;
  private static final long MAX_STEPS = 20_000_000;

  private final Trio trio;
  private final List<Operation<LockCall>> history = Collections.synchronizedList(new ArrayList<>());
  private final List<Thread> clients = new ArrayList<>();
  private final AtomicInteger grants = new AtomicInteger();
  private final AtomicInteger unknown = new AtomicInteger();
  private volatile boolean stopped;

  private Load(Trio trio) {
    this.trio = trio;
  }

  static Load start(Trio trio, String prefix, long seed) {
    Load load = new Load(trio);
    for (int client = 0; client < CLIENTS; client++) {
      Random random = new Random(seed + client);
      String id = prefix + "-client" + client;
      Thread thread = new Thread(() -> load.run(prefix, id, random), id);
      load.clients.add(thread);
      thread.start();
    }
    return load;
  }

  int grants() {
    return grants.get();
  }

  private static long nowMillis() {
    return System.nanoTime() / 1_000_000;
  }

  private void run(String prefix, String client, Random random) {
    while (!stopped) {
      try {
        step(prefix + random.nextInt(LOCKS), client, random);
      } catch (ConnectException neverSent) {
        // Nobody there: it is known that nothing was done.
        pause(50);
      }
    }
  }

  private void step(String lock, String client, Random random) throws ConnectException {
    LockMode mode = random.nextInt(3) == 0 ? LockMode.SHARED : LockMode.EXCLUSIVE;
    double timeout = random.nextBoolean() ? 30 : 1.5;
    long token = acquire(lock, client, mode, timeout, random.nextInt(3) == 0 ? 2 : 0, random.nextInt(Trio.SIZE));
    pause(random.nextInt(20));
    // Some are never given back, so that expiry is at work too.
    if (token > 0 && random.nextInt(10) > 0) release(lock, client, token, random.nextInt(Trio.SIZE));
  }

  private long acquire(String lock, String client, LockMode mode, double timeout, double wait, int node) throws ConnectException {
    long called = nowMillis();
    long timeoutMillis = (long) (timeout * 1000);
    Optional<Reply> reply = ask(node, "/lock/acquire", Api.acquire(lock, client, mode.name().toLowerCase(Locale.ROOT), timeout, wait));
    if (isUnknown(reply)) {
      record(lock, new LockCall.Acquired(client, mode, 0, timeoutMillis), called, Operation.NEVER);
    } else if (reply.orElseThrow().success()) {
      grants.incrementAndGet();
      record(lock, new LockCall.Acquired(client, mode, reply.get().token(), timeoutMillis), called, nowMillis());
      return reply.get().token();
    } else if (reply.get().status() == 200 && reply.get().json().getString("reason").equals("held")) {
      record(lock, new LockCall.Refused(client, mode), called, nowMillis());
    }
    return 0;
  }

  private void release(String lock, String client, long token, int node) throws ConnectException {
    long called = nowMillis();
    Optional<Reply> reply = ask(node, "/lock/release", "{\"lock_name\":\"" + lock + "\",\"client_id\":\"" + client + "\",\"fencing_token\":" + token + "}");
    if (isUnknown(reply)) record(lock, new LockCall.Released(client, token), called, Operation.NEVER);
    else if (reply.orElseThrow().success()) record(lock, new LockCall.Released(client, token), called, nowMillis());
    else if (reply.get().status() == 200) record(lock, new LockCall.NotHeld(client), called, nowMillis());
    else if (reply.get().status() == 409) throw new AssertionError("the token of " + client + " for " + lock + " is not its own any more: " + reply.get().body());
  }

  private Optional<Reply> ask(int node, String path, String body) throws ConnectException {
    try {
      return Optional.of(trio.api().post(trio.url(node), path, body));
    } catch (ConnectException neverSent) {
      throw neverSent;
    } catch (IOException noAnswer) {
      pause(50);
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private boolean isUnknown(Optional<Reply> reply) {
    boolean is = reply.isEmpty() || reply.get().code().equals("unknown_outcome");
    if (is) unknown.incrementAndGet();
    return is;
  }

  private void record(String lock, LockCall call, long called, long returned) {
    history.add(new Operation<>(lock, call, called, returned));
  }

  private static void pause(int millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Stops the clients and checks what they saw. */
  void verify() throws InterruptedException {
    close();
    List<Operation<LockCall>> seen = List.copyOf(history);
    System.out.println("history of " + seen.size() + " operations, " + grants + " grants, " + unknown + " of unknown outcome");
    Optional<String> order = TokenOrder.broken(seen);
    if (order.isPresent()) throw new AssertionError(order.get());
    Verdict verdict = new Checker<>(new LockModel(), MAX_STEPS).check(seen);
    if (verdict.outcome() != Verdict.Outcome.LINEARIZABLE) throw new AssertionError(verdict.outcome() + ": " + verdict.explanation());
  }

  @Override
  public void close() throws InterruptedException {
    stopped = true;
    for (Thread client : clients) client.join(TimeUnit.SECONDS.toMillis(60));
  }
}
