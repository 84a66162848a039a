package io.dss.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * One kind of work on a number of connections, kept open from round to round as clients keep them.
 *
 * <p>A thread per connection, which waits while it has nothing to do; rounds of different loads take turns.
 */
final class Load implements AutoCloseable {
  /** What a connection has seen in one round. */
  private record Seen(List<Long> nanos, int refused) {}

  private final List<Long> nodes;
  private final List<HttpConnection> connections = new ArrayList<>();
  private final List<Work> works = new ArrayList<>();
  private final ExecutorService threads;

  /**
   * @param nodes process ids, whose processor time counts
   * @param urls the connections are spread over these
   * @param atOnce how many work at the same time: a connection each, or, if these are fewer than the urls, a connection to every url, used in turn
   */
  Load(List<Long> nodes, List<String> urls, int atOnce, Work.Kind kind) {
    this.nodes = nodes;
    int each = atOnce < urls.size() ? urls.size() : 1;
    for (int number = 0; number < atOnce; number++) {
      List<Work> inTurn = new ArrayList<>();
      for (int i = 0; i < each; i++) {
        HttpConnection connection = new HttpConnection(urls.get((number + i) % urls.size()));
        connections.add(connection);
        inTurn.add(kind.on(connection, number));
      }
      works.add(Work.inTurn(inTurn));
    }
    threads = Executors.newFixedThreadPool(atOnce);
  }

  /** Every connection works for so long, and ends what it has begun. */
  Round round(long millis) throws IOException, InterruptedException {
    Processors before = Processors.now(nodes);
    long began = System.nanoTime();
    long deadline = began + TimeUnit.MILLISECONDS.toNanos(millis);
    List<Future<Seen>> running = new ArrayList<>();
    for (Work work : works) running.add(threads.submit(() -> until(deadline, work)));
    List<Long> nanos = new ArrayList<>();
    int refused = 0;
    for (Future<Seen> future : running) {
      Seen seen = seen(future);
      nanos.addAll(seen.nanos());
      refused += seen.refused();
    }
    return new Round(Sample.of(nanos), refused, System.nanoTime() - began, Processors.now(nodes).since(before));
  }

  /** How often a node has closed a connection after an answer. */
  int closedByNodes() {
    return connections.stream().mapToInt(HttpConnection::closedByNode).sum();
  }

  private static Seen until(long deadline, Work work) throws IOException {
    List<Long> nanos = new ArrayList<>();
    int refused = 0;
    long now = System.nanoTime();
    while (deadline - now > 0) {
      boolean done = work.once();
      if (work.isOver()) break;
      long then = System.nanoTime();
      if (done) nanos.add(then - now);
      else refused++;
      now = then;
    }
    return new Seen(nanos, refused);
  }

  private static Seen seen(Future<Seen> future) throws IOException, InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException failed) {
      throw new IOException("a connection of the load failed: " + failed.getCause().getMessage(), failed.getCause());
    }
  }

  @Override
  public void close() throws IOException {
    threads.shutdownNow();
    for (HttpConnection connection : connections) connection.close();
  }
}
