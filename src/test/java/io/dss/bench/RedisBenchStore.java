package io.dss.bench;

import io.dss.redis.RedisServer;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** {@code dss.store.queue=redis}: a server of its own, every write of which is synced before it is answered. */
final class RedisBenchStore implements BenchStore {
  private static final long REWRITE_SECONDS = 120;
  private static final long POLL_MILLIS = 200;
  private final RedisServer server;
  private final XaddWork xadd;

  private RedisBenchStore(RedisServer server) {
    this.server = server;
    this.xadd = new XaddWork(server.port());
  }

  static RedisBenchStore open() {
    return new RedisBenchStore(RedisServer.start("appendonly yes", "appendfsync always"));
  }

  @Override
  public String name() {
    return "redis " + server.info("redis_version") + ", appendfsync always";
  }

  @Override
  public SortedMap<String, String> variables() {
    return new TreeMap<>(Map.of("DSS_STORE_QUEUE", "redis", "DSS_REDIS_URL", server.url()));
  }

  @Override
  public List<Long> processes() {
    return List.of(Long.parseLong(server.info("process_id")));
  }

  @Override
  public Optional<Work.Kind> xadd(int batch) {
    return Optional.of(xadd.kind(batch));
  }

  /** What a round of XADDs has left is no message. */
  @Override
  public void betweenRounds() {
    server.command("DEL", XaddWork.STREAM);
  }

  @Override
  public long diskBytes(Nodes nodes) throws IOException, InterruptedException {
    return diskBytes();
  }

  long diskBytes() throws IOException, InterruptedException {
    server.command("BGREWRITEAOF");
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(REWRITE_SECONDS);
    while (!server.info("aof_rewrite_in_progress").equals("0") || !server.info("aof_rewrite_scheduled").equals("0")) {
      if (System.nanoTime() - deadline > 0) throw new IOException("Redis has not rewritten its log within " + REWRITE_SECONDS + " s");
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
    return server.aofBytes();
  }

  @Override
  public Optional<Long> serverBytes() {
    return Optional.of(Long.parseLong(server.info("used_memory")));
  }

  @Override
  public void close() throws IOException {
    xadd.close();
    server.close();
  }
}
