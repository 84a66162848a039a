package io.dss.storage.redis;

import io.dss.redis.RedisServer;
import io.dss.spi.MessageStore;
import io.dss.spi.MessageStoreContract;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** The contract on one real server. */
class RedisContractTest extends MessageStoreContract {
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

  @Override
  protected MessageStore open() {
    return new RedisMessageStore(RedisSettings.of(server.url()).withConnections(THREADS), CLUSTER, threads, StoreOnServer.TIME, alarm -> {});
  }
}
