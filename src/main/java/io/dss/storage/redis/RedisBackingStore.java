package io.dss.storage.redis;

import io.dss.cache.Entry;
import io.dss.cluster.Epoch;
import io.dss.coherence.Buckets;
import io.dss.kernel.ClusterId;
import io.dss.kernel.Invariant;
import io.dss.spi.BackingStore;
import io.dss.spi.MessageStore;
import io.dss.spi.TimeSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Main memory of the cache in Redis. What it acknowledges is as durable as Redis is configured to be, which {@code redis-store.md} spells out; it says so in an alarm if that is less
 * than an fsync. What Redis executes after its connection was given up changes nothing that a later write or home has made impossible, by version and epoch.
 */
public final class RedisBackingStore implements BackingStore {
  private final Route route;
  private final Intake intake;
  private final BucketWrites writes;
  private final BucketReads reads;

  /**
   * Connects to nothing yet. TLS as of {@link RedisMessageStore}, with which it shares no connection.
   *
   * @param settings of which {@link RedisSettings#adopt} means nothing here: each cluster has a main memory of its own
   * @param cluster whose main memory it is
   * @param blocking runs what waits for Redis; with as many threads as {@link RedisSettings#connections}, or fewer
   * @param alarm is told in words what of Redis' configuration may lose entries, once for each cause, and that Redis has gone back in time, once for each bucket that is written to; called on
   *     threads of {@code blocking}
   */
  public RedisBackingStore(RedisSettings settings, ClusterId cluster, Executor blocking, TimeSource time, Consumer<String> alarm) {
    route = Route.of(settings, TlsFiles.ofThisJvm(), time, alarm);
    intake = new Intake(blocking);
    writes = new BucketWrites(settings, cluster, route, alarm);
    reads = new BucketReads(cluster, route);
  }

  @Override
  public CompletionStage<Fencing> fence(int bucket, Epoch epoch) {
    checkBucket(bucket);
    return submit(0, () -> writes.fence(bucket, epoch));
  }

  @Override
  public CompletionStage<List<Entry>> read(int bucket, List<String> keys) {
    checkBucket(bucket);
    List<String> asked = List.copyOf(keys);
    return submit(0, () -> reads.read(bucket, asked));
  }

  /** On a Redis that is full, values are refused and ends of values are taken, as these make room. */
  @Override
  public CompletionStage<Writing> write(int bucket, Epoch epoch, List<Item> items) {
    checkBucket(bucket);
    List<Item> batch = List.copyOf(items);
    long bytes = batch.stream().mapToLong(Item::bytes).sum();
    Invariant.check(bytes <= WRITE_BYTES, "%d items of %d bytes in a write", batch.size(), bytes);
    return submit(bytes, () -> writes.write(bucket, epoch, batch));
  }

  /** A page may be empty and not the last. @throws IllegalArgumentException if no page gave this cursor */
  @Override
  public CompletionStage<Page> keys(int bucket, Optional<String> cursor, int limit) {
    checkBucket(bucket);
    ScanCursor from = ScanCursor.of(cursor);
    return submit(0, () -> reads.keys(bucket, from, limit));
  }

  private static void checkBucket(int bucket) {
    Invariant.check(bucket >= 0 && bucket < Buckets.COUNT, "bucket %d", bucket);
  }

  /** The failures of what both stores share are the other port's. */
  private <T> CompletionStage<T> submit(long bytes, Intake.Work<T> work) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    intake.submit(bytes, work).whenComplete((value, failure) -> {
      if (failure == null) answer.complete(value);
      else answer.completeExceptionally(ofThisPort(failure));
    });
    return answer;
  }

  private static Throwable ofThisPort(Throwable failure) {
    if (failure instanceof MessageStore.Unreachable) return new Unreachable(failure.getMessage());
    return failure instanceof MessageStore.Refused ? new Refused(failure.getMessage()) : failure;
  }

  /** Calls that wait or run fail with {@link BackingStore.Unreachable}, or are answered yet. */
  @Override
  public void close() {
    route.close();
  }
}
