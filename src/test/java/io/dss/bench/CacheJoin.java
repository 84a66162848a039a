package io.dss.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Very many lines in two nodes, and a third joins the view: how long until every key is served again. A probe reads one key of every bucket on the first node,
 * over and over; what counts is its longest gap, and hits on lines that the node holds beside it.
 */
final class CacheJoin {
  private static final int BATCH = 1_000;
  private static final int PROBED = 1_000;
  private static final int THIRD = 2;
  private static final Duration LIMIT = Duration.ofSeconds(120);

  private final Nodes nodes;
  private final long lines;
  private final StringBuilder text = new StringBuilder();

  private CacheJoin(Nodes nodes, long lines) {
    this.nodes = nodes;
    this.lines = lines;
  }

  static String run(Nodes nodes, long lines) throws IOException, InterruptedException {
    return new CacheJoin(nodes, lines).run();
  }

  private String run() throws IOException, InterruptedException {
    double before = heap();
    long began = System.nanoTime();
    fill();
    text.append("\n## Cache, ").append(lines).append(" lines of ").append(CacheWork.VALUE_BYTES).append(" bytes in one of three nodes\n\n");
    figure("written, in batches of " + BATCH, lines * 1e9 / (System.nanoTime() - began), "a second");
    try (HttpConnection connection = new HttpConnection(nodes.urls().get(0))) {
      began = System.nanoTime();
      CacheWork.done(connection.exchange(connection.request("/cache/flush", "{}")), "");
      figure("flush of what is modified", (System.nanoTime() - began) / 1e6, "ms");
    }
    figure("heap of the node for each line, with the main memory's copy", (heap() - before) * 1024 * 1024 / lines, "bytes");
    nodes.cluster().kill9(THIRD);
    gap("a node is killed", () -> true);
    nodes.cluster().restart(THIRD);
    gap("it comes back and joins", () -> nodes.cluster().isReady(THIRD));
    return text.toString();
  }

  private void fill() throws IOException {
    try (HttpConnection connection = new HttpConnection(nodes.urls().get(0))) {
      for (long first = 0; first < lines; first += BATCH) {
        StringBuilder entries = new StringBuilder();
        for (long i = first; i < Math.min(lines, first + BATCH); i++) entries.append(i == first ? "" : ",").append(CacheWork.write("line-" + i));
        while (!CacheWork.done(connection.exchange(connection.request("/cache/write-all", "{\"entries\":[" + entries + "]}")), "")) Thread.onSpinWait();
      }
    }
  }

  private interface Happened {
    boolean yet();
  }

  /** Probes until it has happened and for a while after, and tells the longest time that passed between two answers to all of the probed keys. */
  private void gap(String what, Happened happened) throws IOException, InterruptedException {
    AtomicBoolean stop = new AtomicBoolean();
    Probe held = new Probe("held lines", "line-", stop, 0);
    Probe any = new Probe("keys that nobody has", "absent-", stop, 1);
    Thread[] threads = {new Thread(held), new Thread(any)};
    for (Thread thread : threads) thread.start();
    nodes.cluster().await(what, LIMIT, happened::yet);
    TimeUnit.SECONDS.sleep(15);
    stop.set(true);
    for (Thread thread : threads) thread.join(TimeUnit.SECONDS.toMillis(60));
    figure(what + ": longest without an answer for all of " + PROBED + " lines that the node holds", held.longestNanos / 1e6, "ms");
    figure(what + ": the same for keys that must be asked of their homes", any.longestNanos / 1e6, "ms");
  }

  /** Reads all of its keys at once, again and again. */
  private final class Probe implements Runnable {
    private final String name;
    private final String prefix;
    private final AtomicBoolean stop;
    private final int node;
    private volatile long longestNanos;

    Probe(String name, String prefix, AtomicBoolean stop, int node) {
      this.name = name;
      this.prefix = prefix;
      this.stop = stop;
      this.node = node;
    }

    @Override
    public void run() {
      long last = System.nanoTime();
      try (HttpConnection connection = new HttpConnection(nodes.urls().get(node))) {
        for (long round = 0; !stop.get(); round++) {
          if (served(connection, round)) {
            long now = System.nanoTime();
            longestNanos = Math.max(longestNanos, now - last);
            last = now;
          }
        }
        longestNanos = Math.max(longestNanos, System.nanoTime() - last);
      } catch (IOException broken) {
        System.out.println("bench: the probe of " + name + " ended: " + broken.getMessage());
        longestNanos = Long.MAX_VALUE;
      }
    }

    /** Keys that nobody has are other ones each time. */
    private boolean served(HttpConnection connection, long round) throws IOException {
      StringBuilder keys = new StringBuilder();
      for (int i = 0; i < PROBED; i++) {
        String key = prefix.equals("line-") ? prefix + i * (lines / PROBED) : prefix + round + "-" + i;
        keys.append(i == 0 ? "" : ",").append('"').append(key).append('"');
      }
      HttpConnection.Response response = connection.exchange(connection.request("/cache/read-all", "{\"keys\":[" + keys + "]}"));
      return response.status() == 200 && !response.body().contains("\"status\":503");
    }
  }

  private double heap() throws IOException, InterruptedException {
    return Collected.memory(nodes.processes().get(0), nodes.urls().get(0)).heapMegabytes();
  }

  private void figure(String what, double value, String unit) {
    text.append(String.format(java.util.Locale.ROOT, "- %s: %.1f %s%n", what, value, unit).replace(System.lineSeparator(), "\n"));
  }
}
