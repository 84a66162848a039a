package io.dss.bench;

import io.dss.bench.HttpConnection.Response;
import java.io.IOException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.ArrayList;
import java.util.List;

/** What one connection does to the cache. Values have {@link #VALUE_BYTES}. */
final class CacheWork {
  static final int VALUE_BYTES = 100;
  private static final String VALUE = "\"" + QueueWork.TEXT.substring(0, VALUE_BYTES - 2) + "\"";

  /** For keys that no other load has. */
  private static final AtomicLong NEXT = new AtomicLong();

  private CacheWork() {}

  static String write(String key) {
    return "{\"key\":\"" + key + "\",\"value\":" + VALUE + "}";
  }

  static String read(String key) {
    return "{\"key\":\"" + key + "\"}";
  }

  /** Reads keys that every node has, in turn. */
  static Work.Kind hit(List<String> keys) {
    return (connection, number) -> {
      List<byte[]> requests = new ArrayList<>();
      for (String key : keys) requests.add(connection.request("/cache/read", read(key)));
      int[] turn = {number};
      return () -> done(connection.exchange(requests.get(turn[0]++ % requests.size())), "\"source\":\"local\"");
    };
  }

  /** Reads a key that no node has, and main memory has not either: each time another. */
  static Work.Kind miss() {
    return (connection, number) -> () -> {
      Response response = connection.exchange(connection.request("/cache/read", read("bench-miss-" + NEXT.incrementAndGet())));
      if (response.status() == 503) return false;
      if (response.status() != 200 || !response.body().contains("\"source\":\"store\"")) throw new IOException("a miss was answered " + response);
      return true;
    };
  }

  /** Writes a key that no other connection touches: the line is modified here from the second time on. */
  static Work.Kind writeInPlace() {
    return (connection, number) -> {
      byte[] request = connection.request("/cache/write", write("bench-own-" + NEXT.incrementAndGet()));
      return () -> done(connection.exchange(request), "");
    };
  }

  /** Writes one key, with as many others as there are connections. */
  static Work.Kind bounce() {
    return (connection, number) -> {
      byte[] request = connection.request("/cache/write", write("bench-bounced"));
      return () -> done(connection.exchange(request), "");
    };
  }

  /** Reads a key on another node, so that both have it, and writes it here; the two are timed apart. */
  static final class Upgrades {
    private final ConcurrentLinkedQueue<Long> readNanos = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Long> writeNanos = new ConcurrentLinkedQueue<>();
    private final List<String> urls;
    private final List<HttpConnection> elsewhere = new ArrayList<>();

    Upgrades(List<String> urls) {
      this.urls = urls;
    }

    Work.Kind kind() {
      return (connection, number) -> {
        String key = "bench-shared-" + NEXT.incrementAndGet();
        String url = urls.stream().filter(other -> !connection.isTo(other)).findFirst().orElseThrow();
        HttpConnection other = new HttpConnection(url);
        elsewhere.add(other);
        byte[] write = connection.request("/cache/write", write(key));
        byte[] read = other.request("/cache/read", read(key));
        // The very first read finds nothing, which a read is no worse for.
        return () -> timed(other, read, readNanos) & timed(connection, write, writeNanos);
      };
    }

    private static boolean timed(HttpConnection connection, byte[] request, ConcurrentLinkedQueue<Long> nanos) throws IOException {
      long began = System.nanoTime();
      boolean done = connection.exchange(request).status() == 200;
      if (done) nanos.add(System.nanoTime() - began);
      return done;
    }

    Sample reads() {
      return Sample.of(new ArrayList<>(readNanos));
    }

    Sample writes() {
      return Sample.of(new ArrayList<>(writeNanos));
    }

    void close() throws IOException {
      for (HttpConnection connection : elsewhere) connection.close();
    }
  }

  /** A 503 is a refusal, and may happen on a machine that is out of breath; anything else but success is a mistake of somebody's, and ends the run. */
  static boolean done(Response response, String having) throws IOException {
    if (response.status() == 503) return false;
    if (response.status() != 200 || !response.body().contains("\"success\":true") || !response.body().contains(having)) {
      throw new IOException("a cache's call was answered " + response + (having.isEmpty() ? "" : ", without " + having));
    }
    return true;
  }
}
