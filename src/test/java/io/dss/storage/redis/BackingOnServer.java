package io.dss.storage.redis;

import static io.dss.spi.StoredTopic.done;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.dss.cache.Content;
import io.dss.cache.Entry;
import io.dss.cache.Version;
import io.dss.cluster.Epoch;
import io.dss.kernel.ClusterId;
import io.dss.kernel.Utf8;
import io.dss.spi.BackingStore;
import io.dss.spi.BackingStore.Item;
import io.dss.spi.BackingStore.Page;
import io.dss.spi.BackingStore.Writing;
import io.dss.spi.StoredTopic;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A main memory with threads of its own and the alarms it raised; its calls are about one bucket. */
final class BackingOnServer implements AutoCloseable {
  static final int BUCKET = 7;
  static final Epoch FIRST = new Epoch(1, 5);
  static final Epoch SECOND = new Epoch(1, 6);

  final ExecutorService threads;
  final List<String> alarms = new CopyOnWriteArrayList<>();
  final RedisBackingStore store;

  BackingOnServer(String url) {
    this(StoreOnServer.settings(url), StoreOnServer.CLUSTER);
  }

  BackingOnServer(RedisSettings settings, ClusterId cluster) {
    threads = Executors.newFixedThreadPool(settings.connections());
    store = new RedisBackingStore(settings, cluster, threads, StoreOnServer.TIME, alarms::add);
  }

  static String redisKey(String part) {
    return "dss:cache:1:{" + StoreOnServer.CLUSTER.value() + "-" + BUCKET + "}:" + part;
  }

  static Entry value(long counter, String json) {
    return new Entry(new Version(1, 5, 1, counter), new Content.Present(Utf8.bytes(json)), Entry.NEVER, List.of());
  }

  static Entry tombstone(long counter) {
    return new Entry(new Version(1, 5, 1, counter), new Content.Absent(), 1_700_000_000_000L, List.of());
  }

  static Item item(String key, Entry entry) {
    return new Item(key, entry, Entry.NEVER);
  }

  CompletionStage<Writing> writing(Epoch epoch, Item... items) {
    return store.write(BUCKET, epoch, List.of(items));
  }

  Writing write(Item... items) {
    return done(writing(FIRST, items));
  }

  /** The number of the version that is there, 0 for none. */
  long counter(String key) {
    return done(store.read(BUCKET, List.of(key))).get(0).version().counter();
  }

  TreeSet<String> keys() {
    TreeSet<String> keys = new TreeSet<>();
    Optional<String> cursor = Optional.empty();
    do {
      Page page = done(store.keys(BUCKET, cursor, 100));
      keys.addAll(page.keys());
      cursor = page.next();
    } while (cursor.isPresent());
    return keys;
  }

  static String unreachable(CompletionStage<?> stage) {
    return assertInstanceOf(BackingStore.Unreachable.class, StoredTopic.failure(stage)).getMessage();
  }

  static String refused(CompletionStage<?> stage) {
    return assertInstanceOf(BackingStore.Refused.class, StoredTopic.failure(stage)).getMessage();
  }

  @Override
  public void close() {
    store.close();
    threads.shutdownNow();
  }
}
