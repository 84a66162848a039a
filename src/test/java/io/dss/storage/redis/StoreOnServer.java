package io.dss.storage.redis;

import io.dss.kernel.ClusterId;
import io.dss.queue.Effect;
import io.dss.queue.Fence;
import io.dss.spi.MessageStore;
import io.dss.spi.StoredTopic;
import io.dss.spi.TimeSource;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A store with threads of its own, a clock that can be put forward, and the alarms it raised. */
final class StoreOnServer implements AutoCloseable {
  static final ClusterId CLUSTER = new ClusterId("0123456789abcdef0123456789abcdef");
  static final Fence FENCE = new Fence(CLUSTER, 1, 5, 1);
  static final Fence LATER = new Fence(CLUSTER, 1, 5, 2);
  /** Long enough for a machine that is busy, short enough for tests in which it passes. */
  static final int ANSWER_MILLIS = 700;
  static final TimeSource TIME = time(new AtomicLong());

  private final AtomicLong forwardNanos = new AtomicLong();
  final ExecutorService threads;
  final List<String> alarms = new CopyOnWriteArrayList<>();
  final RedisMessageStore store;

  StoreOnServer(String url) {
    this(settings(url));
  }

  StoreOnServer(RedisSettings settings) {
    this(settings, TlsFiles.ofThisJvm());
  }

  StoreOnServer(RedisSettings settings, TlsFiles tls) {
    threads = Executors.newFixedThreadPool(settings.connections());
    store = new RedisMessageStore(settings, CLUSTER, threads, time(forwardNanos), alarms::add, tls);
  }

  static RedisSettings settings(String url) {
    return RedisSettings.of(url).withConnections(4).withTimeouts(ANSWER_MILLIS, ANSWER_MILLIS);
  }

  private static TimeSource time(AtomicLong forwardNanos) {
    return new TimeSource() {
      @Override
      public long monotonicNanos() {
        return System.nanoTime() + forwardNanos.get();
      }

      @Override
      public long wallMillis() {
        return System.currentTimeMillis();
      }
    };
  }

  void forward(long millis) {
    forwardNanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
  }

  StoredTopic topic(String name) {
    return new StoredTopic(store, name, FENCE);
  }

  /** Claimed, with batches 1 to {@code batches}, each of which kept the message of its number. */
  StoredTopic filled(String name, int batches) {
    StoredTopic topic = topic(name);
    topic.claim();
    for (int number = 1; number <= batches; number++) topic.append(number, keep(number));
    return topic;
  }

  static Effect.Keep keep(long sequence) {
    return new Effect.Keep(sequence, ("envelope " + sequence).getBytes(), ("body " + sequence).getBytes());
  }

  /** The words of an {@link MessageStore.Unreachable}; anything else fails the test. */
  static String unreachable(CompletionStage<?> stage) {
    Throwable failure = StoredTopic.failure(stage);
    if (failure instanceof MessageStore.Unreachable) return failure.getMessage();
    throw new AssertionError("not unreachable but " + failure, failure);
  }

  static String refused(CompletionStage<?> stage) {
    Throwable failure = StoredTopic.failure(stage);
    if (failure instanceof MessageStore.Refused) return failure.getMessage();
    throw new AssertionError("not refused but " + failure, failure);
  }

  @Override
  public void close() {
    store.close();
    threads.shutdownNow();
  }
}
