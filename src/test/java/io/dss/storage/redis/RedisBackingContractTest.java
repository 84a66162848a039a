package io.dss.storage.redis;

import io.dss.redis.RedisServer;
import io.dss.spi.BackingStore;
import io.dss.spi.BackingStore.Item;
import io.dss.spi.BackingStore.Writing;
import io.dss.spi.BackingStoreContract;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** The contract on one real server. */
class RedisBackingContractTest extends BackingStoreContract {
  private static final int THREADS = 4;
  private static RedisServer server;
  private static ExecutorService threads;

  @BeforeAll
  static void start() {
    server = RedisServer.start();
    threads = Executors.newFixedThreadPool(THREADS);
  }

  @AfterAll
  static void stop() {
    threads.shutdownNow();
    server.close();
  }

  /** The store of a test is open by now, and has connected to nothing yet. */
  @BeforeEach
  void empty() {
    server.command("FLUSHALL");
  }

  @AfterEach
  void unlimited() {
    server.command("CONFIG", "SET", "maxmemory", "0");
  }

  @Override
  protected BackingStore open() {
    return new RedisBackingStore(RedisSettings.of(server.url()).withConnections(THREADS), StoreOnServer.CLUSTER, threads, StoreOnServer.TIME, alarm -> {});
  }

  /** Well below what an empty server takes. */
  @Override
  protected Optional<CompletionStage<Writing>> writtenWhenFull(List<Item> items) {
    server.command("CONFIG", "SET", "maxmemory", "100kb");
    return Optional.of(store.write(BUCKET, FIRST, items));
  }
}
