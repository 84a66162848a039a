package io.dss.redis;

import io.dss.kernel.ClusterId;
import io.dss.queue.Effect;
import io.dss.queue.Fence;
import io.dss.spi.MessageStore;
import io.dss.spi.StoredTopic;
import io.dss.spi.TimeSource;
import io.dss.storage.redis.RedisMessageStore;
import io.dss.storage.redis.RedisSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol.Command;

/**
 * What Redis itself can do on this machine: bare {@code XADD} of messages of one size over so many connections, each waiting for its answer. The measure
 * for whatever is built on it. {@link #main} compares the store's batches on the same server.
 */
public final class XaddBaseline {
  /** @param p50Micros of one round trip, whatever it carried; likewise the 99th percentile */
  public record Result(String what, double messagesPerSecond, long p50Micros, long p99Micros) {
    @Override
    public String toString() {
      return String.format("%-52s %,10.0f messages/s   p50 %,7d us   p99 %,7d us", what, messagesPerSecond, p50Micros, p99Micros);
    }
  }

  /** One client; each run is one round trip. */
  private interface Client {
    void roundTrip() throws Exception;
  }

  private static final TimeSource TIME = new TimeSource() {
    @Override
    public long monotonicNanos() {
      return System.nanoTime();
    }

    @Override
    public long wallMillis() {
      return System.currentTimeMillis();
    }
  };

  private XaddBaseline() {}

  /** @param perRoundTrip how many XADDs go down together (pipelined) before their answers are read; 1 for the plain case */
  public static Result xadd(int port, int connections, int perRoundTrip, int bodyBytes, int seconds) throws Exception {
    byte[] body = new byte[bodyBytes];
    List<Connection> open = new ArrayList<>();
    List<Client> clients = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      Connection connection = new Connection(new HostAndPort("127.0.0.1", port));
      CommandArguments xadd = new CommandArguments(Command.XADD).add("stream-" + i).add("*").add("body").add(body);
      open.add(connection);
      clients.add(() -> {
        for (int k = 0; k < perRoundTrip; k++) connection.sendCommand(xadd);
        connection.getMany(perRoundTrip);
      });
    }
    try {
      return measure("XADD, " + connections + " connections, " + perRoundTrip + " a round trip", clients, perRoundTrip, seconds);
    } finally {
      open.forEach(Connection::close);
    }
  }

  /** One topic a client, batches one after the other. */
  static Result append(MessageStore store, int topics, int perBatch, int bodyBytes, int seconds) throws Exception {
    byte[] envelope = new byte[100];
    byte[] body = new byte[bodyBytes];
    List<Client> clients = new ArrayList<>();
    for (int i = 0; i < topics; i++) {
      StoredTopic topic = new StoredTopic(store, "bench-" + perBatch + "-" + i, new Fence(new ClusterId("0".repeat(32)), 0, 1, 1));
      topic.claim();
      long[] number = {0};
      clients.add(() -> {
        long first = number[0]++ * perBatch + 1;
        topic.append(number[0], LongStream.range(first, first + perBatch).<Effect>mapToObj(sequence -> new Effect.Keep(sequence, envelope, body)).toList());
      });
    }
    return measure("append, " + topics + " topics, batches of " + perBatch, clients, perBatch, seconds);
  }

  private static Result measure(String what, List<Client> clients, int perRoundTrip, int seconds) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(clients.size());
    try {
      long began = System.nanoTime();
      long end = began + TimeUnit.SECONDS.toNanos(seconds);
      List<Callable<long[]>> loops = new ArrayList<>();
      for (Client client : clients) loops.add(() -> loop(client, end));
      List<long[]> all = new ArrayList<>();
      for (Future<long[]> nanos : threads.invokeAll(loops)) all.add(nanos.get());
      long[] sorted = all.stream().flatMapToLong(Arrays::stream).sorted().toArray();
      double passed = (System.nanoTime() - began) / 1e9;
      return new Result(what, sorted.length * (double) perRoundTrip / passed, sorted[sorted.length / 2] / 1_000, sorted[sorted.length * 99 / 100] / 1_000);
    } finally {
      threads.shutdownNow();
    }
  }

  private static long[] loop(Client client, long end) throws Exception {
    LongStream.Builder nanos = LongStream.builder();
    long before = System.nanoTime();
    while (before < end) {
      client.roundTrip();
      long after = System.nanoTime();
      nanos.add(after - before);
      before = after;
    }
    return nanos.build().toArray();
  }

  /** Arguments: seconds for each line (3). */
  public static void main(String[] arguments) throws Exception {
    int seconds = arguments.length == 0 ? 3 : Integer.parseInt(arguments[0]);
    ExecutorService blocking = Executors.newFixedThreadPool(RedisSettings.CONNECTIONS);
    for (String fsync : List.of("always", "everysec")) {
      try (RedisServer server = RedisServer.start("appendfsync " + fsync);
          RedisMessageStore store = new RedisMessageStore(RedisSettings.of(server.url()), new ClusterId("0".repeat(32)), blocking, TIME, alarm -> {})) {
        System.out.println("appendfsync " + fsync + ", bodies of 1 KB");
        System.out.println(xadd(server.port(), 1, 1, 1_024, seconds));
        System.out.println(xadd(server.port(), 16, 1, 1_024, seconds));
        System.out.println(xadd(server.port(), 4, 100, 1_024, seconds));
        ownTime(server, "xadd");
        System.out.println(append(store, 1, 1, 1_024, seconds));
        System.out.println(append(store, 16, 1, 1_024, seconds));
        ownTime(server, "evalsha");
        System.out.println(append(store, 4, 100, 1_024, seconds));
        ownTime(server, "evalsha");
        memory(server, store);
      }
    }
    blocking.shutdownNow();
  }

  /** The processor time that Redis itself took for a command since the last time, which other load does not blur as much. */
  private static void ownTime(RedisServer server, String command) {
    System.out.println("  Redis itself: " + command + " " + server.info("cmdstat_" + command));
    server.command("CONFIG", "RESETSTAT");
  }

  /** What Redis needs for a message. */
  private static void memory(RedisServer server, MessageStore store) {
    server.command("FLUSHALL");
    long aofBefore = server.aofBytes();
    long empty = Long.parseLong(server.info("used_memory"));
    StoredTopic topic = new StoredTopic(store, "memory", new Fence(new ClusterId("0".repeat(32)), 0, 1, 1));
    topic.claim();
    int messages = 50_000;
    for (int i = 0; i < messages / 100; i++) {
      long first = i * 100L + 1;
      topic.append(i + 1, LongStream.range(first, first + 100).<Effect>mapToObj(sequence -> new Effect.Keep(sequence, new byte[100], new byte[1_024])).toList());
    }
    System.out.printf("%,d messages of 1,024 bytes and an envelope of 100: %,d bytes a message in used_memory, %,d on disk; resident %s, fragmentation %s%n", messages,
        (Long.parseLong(server.info("used_memory")) - empty) / messages, (server.aofBytes() - aofBefore) / messages, server.info("used_memory_rss_human"), server.info("mem_fragmentation_ratio"));
    Object usage = server.command("MEMORY", "USAGE", "dss:{memory}:body", "SAMPLES", "0");
    Object envelopes = server.command("MEMORY", "USAGE", "dss:{memory}:env", "SAMPLES", "0");
    System.out.printf("MEMORY USAGE: bodies %,d, envelopes %,d bytes a message%n", (Long) usage / messages, (Long) envelopes / messages);
    for (int i = 0; i < messages / 1_000; i++) {
      long first = i * 1_000L + 1;
      topic.append(messages / 100 + i + 1, LongStream.range(first, first + 1_000).<Effect>mapToObj(Effect.Forget::new).toList());
    }
    long before = server.aofBytes();
    server.command("BGREWRITEAOF");
    RedisCluster.await("the AOF is rewritten", () -> server.info("aof_rewrite_in_progress").equals("0") && server.info("aof_rewrite_scheduled").equals("0")
        && server.aofBytes() < before);
    System.out.printf("all forgotten: used_memory %,d above empty, resident %s; AOF %,d bytes, rewritten %,d%n",
        Long.parseLong(server.info("used_memory")) - empty, server.info("used_memory_rss_human"), before, server.aofBytes());
  }
}
