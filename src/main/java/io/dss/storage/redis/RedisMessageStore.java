package io.dss.storage.redis;

import io.dss.kernel.ClusterId;
import io.dss.kernel.Invariant;
import io.dss.queue.Effect;
import io.dss.queue.Fence;
import io.dss.spi.MessageStore;
import io.dss.spi.TimeSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * The message store in Redis. What it acknowledges is as durable as Redis is configured to be, which {@code redis-store.md} spells out; it says so in
 * an alarm if that is less than an fsync. Every call may be repeated: a command that Redis executes after its connection was given up changes nothing
 * that a repeat, or a later owner, has not made impossible by number and fence.
 */
public final class RedisMessageStore implements MessageStore {
  private final Route route;
  private final Intake intake;
  private final Writing writing;
  private final Reading reading;

  /**
   * Connects to nothing yet. TLS trusts, and shows, what the system properties {@code javax.net.ssl.trustStore} and {@code javax.net.ssl.keyStore} say.
   *
   * @param cluster whose topics are listed; of another cluster's, one at a time is refused when it is claimed
   * @param blocking runs what waits for Redis; with as many threads as {@link RedisSettings#connections}, or fewer
   * @param alarm is told, once for each cause, what of Redis' configuration may lose messages, in words; called on threads of {@code blocking}
   */
  public RedisMessageStore(RedisSettings settings, ClusterId cluster, Executor blocking, TimeSource time, Consumer<String> alarm) {
    this(settings, cluster, blocking, time, alarm, TlsFiles.ofThisJvm());
  }

  RedisMessageStore(RedisSettings settings, ClusterId cluster, Executor blocking, TimeSource time, Consumer<String> alarm, TlsFiles tls) {
    route = Route.of(settings, tls, time, alarm);
    intake = new Intake(blocking);
    writing = new Writing(settings, route);
    reading = new Reading(cluster, settings.adopt(), route);
  }

  @Override
  public CompletionStage<Claimed> claim(String topic, Fence fence) {
    return intake.submit(0, () -> writing.claim(topic, fence));
  }

  @Override
  public CompletionStage<Page> load(String topic, Fence fence, Optional<String> cursor) {
    PageCursor page = PageCursor.of(cursor);
    return intake.submit(0, () -> reading.load(topic, fence, page));
  }

  @Override
  public CompletionStage<Appended> append(String topic, Fence fence, long number, List<Effect> effects) {
    Invariant.check(number > 0, "batch %d of %s", number, topic);
    List<Effect> batch = List.copyOf(effects);
    long bytes = batch.stream().mapToLong(Effect::bytes).sum();
    Invariant.check(bytes <= STEP_BYTES, "%d effects of %d bytes in a batch of %s", batch.size(), bytes, topic);
    return intake.submit(bytes, () -> writing.append(topic, fence, number, batch));
  }

  @Override
  public CompletionStage<Map<Long, byte[]>> read(String topic, List<Long> sequences) {
    List<Long> asked = List.copyOf(sequences);
    return intake.submit(0, () -> reading.read(topic, asked));
  }

  @Override
  public CompletionStage<List<String>> topics(Optional<String> after, int limit) {
    return intake.submit(0, () -> reading.topics(after, limit));
  }

  /** Calls that wait or run fail with {@link MessageStore.Unreachable}, or are answered yet. */
  @Override
  public void close() {
    route.close();
  }
}
