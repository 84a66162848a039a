package io.dss.storage.redis;

import io.dss.cluster.Epoch;
import io.dss.coherence.Buckets;
import io.dss.kernel.ClusterId;
import io.dss.kernel.Utf8;
import io.dss.spi.BackingStore.Fencing;
import io.dss.spi.BackingStore.Item;
import io.dss.spi.BackingStore.Writing;
import io.dss.spi.MessageStore.Refused;
import io.dss.spi.MessageStore.Unreachable;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import redis.clients.jedis.exceptions.JedisDataException;

/** Fences and writes of buckets. Thread-safe; blocks. */
final class BucketWrites {
  /** Added to each time to keep: what the clocks of a master and of the replica that takes over may differ by without a tombstone going early. */
  static final long KEEP_SLACK_MILLIS = 60_000;
  /** Due keys that a write sweeps beside as many as it writes; so sweeping keeps up with writing. */
  static final int SWEPT_MORE = 16;
  /** Due keys that are swept at once: Lua's {@code unpack} gives less than 8,000 values. */
  static final int SWEPT_AT_ONCE = 2_000;

  private final RedisSettings settings;
  private final ClusterId cluster;
  private final Route route;
  private final Consumer<String> alarm;
  private final AtomicInteger sweptLast = new AtomicInteger();
  /** What this process has raised, null for nothing: a Redis that has less has lost what it had promised. */
  private final AtomicReferenceArray<Epoch> raised = new AtomicReferenceArray<>(Buckets.COUNT);

  BucketWrites(RedisSettings settings, ClusterId cluster, Route route, Consumer<String> alarm) {
    this.settings = settings;
    this.cluster = cluster;
    this.route = route;
    this.alarm = alarm;
  }

  Fencing fence(int bucket, Epoch epoch) throws Unreachable, Refused {
    byte[] meta = BucketKeys.of(cluster, bucket).meta();
    List<Object> answer = route.at(meta, link -> {
      List<Object> fenced = link.run(BucketScripts.FENCE, List.of(meta), List.of(BucketForms.form(epoch)));
      if (Link.word(fenced).equals("raised")) link.awaitReplicas(settings);
      return fenced;
    });
    if (answer.size() > 1) return new Fencing.Behind(BucketForms.epoch(answer.get(1)));
    raised.accumulateAndGet(bucket, epoch, (before, now) -> before == null || now.isAfter(before) ? now : before);
    return new Fencing.Raised();
  }

  Writing write(int bucket, Epoch epoch, List<Item> items) throws Unreachable, Refused {
    BucketBatch batch = new BucketBatch(items);
    Writing first = once(bucket, epoch, batch);
    if (!(first instanceof Writing.Full)) return first;
    // Buckets that nobody writes to are not swept by writes: a full Redis has them swept one by one, as the write is tried again and again.
    int other = sweptLast.updateAndGet(last -> (last + 1) % Buckets.COUNT);
    return sweep(bucket) + sweep(other) > 0 ? once(bucket, epoch, batch) : first;
  }

  private Writing once(int bucket, Epoch epoch, BucketBatch batch) throws Unreachable, Refused {
    BucketKeys keys = BucketKeys.of(cluster, bucket);
    int sweeps = Math.min(SWEPT_AT_ONCE, batch.size() + SWEPT_MORE);
    List<byte[]> arguments = Link.texts("", batch.takesMemory() ? "1" : "0", Long.toString(KEEP_SLACK_MILLIS), Integer.toString(sweeps));
    arguments.set(0, BucketForms.form(epoch));
    arguments.addAll(batch.arguments());
    // Before it is sent: a fence that is raised while the write is under way is above what the write finds, and nothing is lost.
    Optional<Epoch> own = Optional.ofNullable(raised.get(bucket));
    List<Object> answer = route.at(keys.meta(), link -> {
      try {
        List<Object> written = link.run(BucketScripts.WRITE, keys.all(), arguments);
        if (Link.word(written).equals("stored")) link.awaitReplicas(settings);
        return written;
      } catch (JedisDataException e) {
        if (!Failures.full(e)) throw e;
        return List.of(Utf8.bytes("full"), Utf8.bytes(link.memoryLimit()));
      }
    });
    return written(bucket, own, answer);
  }

  private Writing written(int bucket, Optional<Epoch> own, List<Object> answer) throws Unreachable, Refused {
    switch (Link.word(answer)) {
      case "stored":
        Epoch present = Link.text(answer.get(1)).isEmpty() ? Epoch.NONE : BucketForms.epoch(answer.get(1));
        if (own.isPresent() && own.get().isAfter(present)) wentBack(bucket, own.get(), present);
        return new Writing.Stored();
      case "fenced":
        return new Writing.Fenced(BucketForms.epoch(answer.get(1)));
      case "full":
        return new Writing.Full(Link.text(answer.get(1)), false);
      default:
        throw Failures.foreign("the head of a key in a bucket has " + ((byte[]) answer.get(1)).length + " bytes");
    }
  }

  /** The write counts, as what was lost was lost before it. The fence is raised anew, which nobody can do for what is gone. */
  private void wentBack(int bucket, Epoch own, Epoch present) throws Unreachable, Refused {
    alarm.accept("Redis has gone back in time: bucket " + bucket + " of the cache was fenced at " + own + ", now it is at " + present
        + "; values that were stored in between may be gone or old");
    fence(bucket, own);
  }

  private long sweep(int bucket) throws Unreachable, Refused {
    BucketKeys keys = BucketKeys.of(cluster, bucket);
    List<byte[]> most = Link.texts(Integer.toString(SWEPT_AT_ONCE));
    return route.at(keys.meta(), link -> (Long) link.run(BucketScripts.SWEEP, keys.all(), most).get(0));
  }
}
