package io.dss.bench;

import io.dss.bench.HttpConnection.Response;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One lock that everybody wants: each client waits for it, gives it back as soon as it has it, and queues again. Tokens of one lock only grow, so they tell
 * which grant came after which.
 */
final class HandOver {
  /** Besides the one that holds it. */
  static final int WAITERS = 16;
  private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final Pattern TOKEN = Pattern.compile("\"fencing_token\":([0-9]+)");

  /** One hold: when its grant was received, which is when its release was sent, and when that was answered. */
  record Hold(long token, long grantedNanos, long releasedNanos) {}

  private final ConcurrentLinkedQueue<Hold> holds = new ConcurrentLinkedQueue<>();
  private final int wanted;
  private final long deadline = System.nanoTime() + LIMIT_NANOS;

  private HandOver(int wanted) {
    this.wanted = wanted;
  }

  /** At least {@code wanted} hand-overs, or as many as there are within a minute. The clients are spread over {@code urls}. */
  static List<Hold> run(List<String> urls, int wanted) throws IOException, InterruptedException {
    HandOver contest = new HandOver(wanted);
    ExecutorService threads = Executors.newFixedThreadPool(WAITERS + 1);
    try {
      List<Future<?>> clients = new ArrayList<>();
      for (int client = 0; client <= WAITERS; client++) {
        int number = client;
        clients.add(threads.submit(() -> contest.client(urls.get(number % urls.size()), number)));
      }
      for (Future<?> client : clients) client.get();
    } catch (ExecutionException failed) {
      throw new IOException("a client of the contended lock failed: " + failed.getCause().getMessage(), failed.getCause());
    } finally {
      threads.shutdownNow();
    }
    return contest.holds.stream().sorted(Comparator.comparingLong(Hold::token)).limit(wanted + 1L).toList();
  }

  /** From the moment a holder sent its release to the moment the next one had its grant. @param holds by token */
  static Sample fromSent(List<Hold> holds) {
    List<Long> nanos = new ArrayList<>();
    for (int i = 1; i < holds.size(); i++) nanos.add(holds.get(i).grantedNanos() - holds.get(i - 1).grantedNanos());
    return Sample.of(nanos);
  }

  /** From the moment a holder had the answer to its release; below 0 where the grant overtook that answer. @param holds by token */
  static Sample fromReleased(List<Hold> holds) {
    List<Long> nanos = new ArrayList<>();
    for (int i = 1; i < holds.size(); i++) nanos.add(holds.get(i).grantedNanos() - holds.get(i - 1).releasedNanos());
    return Sample.of(nanos);
  }

  private Void client(String url, int number) throws IOException {
    try (HttpConnection connection = new HttpConnection(url)) {
      String names = "{\"lock_name\":\"bench-contended\",\"client_id\":\"waiter-" + number + "\"";
      byte[] acquire = connection.request("/lock/acquire", names + ",\"timeout\":60,\"wait\":30}");
      byte[] release = connection.request("/lock/release", names + "}");
      while (holds.size() <= wanted && System.nanoTime() - deadline < 0) {
        Response granted = connection.exchange(acquire);
        long grantedNanos = System.nanoTime();
        Response released = connection.exchange(release);
        holds.add(new Hold(token(granted), grantedNanos, released(released)));
      }
    }
    return null;
  }

  private static long token(Response response) throws IOException {
    Matcher token = TOKEN.matcher(response.body());
    if (response.status() != 200 || !token.find()) throw new IOException("the contended lock was not granted: " + response);
    return Long.parseLong(token.group(1));
  }

  private static long released(Response response) throws IOException {
    long now = System.nanoTime();
    if (response.status() != 200 || !response.body().contains("\"success\":true")) throw new IOException("the contended lock was not given back: " + response);
    return now;
  }
}
