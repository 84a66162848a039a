package io.dss.storage.redis;

import io.dss.kernel.ClusterId;
import io.dss.spi.TimeSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;

/** A store with threads of its own and the alarms it raised. */
final class StoreOnServer implements AutoCloseable {
  static final ClusterId CLUSTER = new ClusterId("0123456789abcdef0123456789abcdef");
  static final TimeSource TIME = new TimeSource() {
    @Override
    public long monotonicNanos() {
      return System.nanoTime();
    }

    @Override
    public long wallMillis() {
      return System.currentTimeMillis();
    }
  };

  final ExecutorService threads;
  final List<String> alarms = new CopyOnWriteArrayList<>();
  final RedisMessageStore store;

  StoreOnServer(RedisSettings settings) throws Exception {
    this(settings, SSLContext.getDefault());
  }

  StoreOnServer(RedisSettings settings, SSLContext trust) {
    threads = Executors.newFixedThreadPool(settings.connections());
    store = new RedisMessageStore(settings, CLUSTER, threads, TIME, alarms::add, trust);
  }

  @Override
  public void close() {
    store.close();
    threads.shutdownNow();
  }
}
