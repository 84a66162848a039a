package io.dss.server.wiring;

import io.dss.node.queue.QueueListener;
import java.time.Duration;
import java.util.Locale;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;
import org.eclipse.microprofile.metrics.Timer;

/** What this node does as an owner of topics, as MicroProfile metrics. What concerns one topic is in {@link TopicMetrics}. */
final class QueueMetrics implements QueueListener {
  private final Meters meters;
  private final Timer batch;
  private final Counter batchEffects;
  private final Counter batchBytes;
  private final Counter storeFailures;
  private final Counter storeFull;
  private final Timer taken;
  private final Timer takeOver;
  private final Counter wentBack;
  private final Counter restored;
  private final Counter lost;
  private final Counter forwarded;

  QueueMetrics(MetricRegistry registry) {
    meters = new Meters(registry);
    batch = meters.timer("dss_queue_batch", "From sending a batch to the store until it is durable, repeats included");
    batchEffects = meters.counter("dss_queue_batch_effects", "Effects made durable; per batch this is the group commit");
    batchBytes = meters.counter("dss_queue_batch_bytes", "Bytes of effects made durable");
    storeFailures = meters.counter("dss_queue_store_failures", "Times the store could not be asked, did not answer or refused");
    storeFull = meters.counter("dss_queue_store_full", "Batches that did not fit into the store");
    taken = meters.timer("dss_queue_claim", "From the claim of a topic until it is served");
    takeOver = meters.timer("dss_queue_take_over", "From when this node may act under a new ring until all its topics are served");
    wentBack = meters.counter("dss_queue_store_went_back", "Times the store had forgotten what it had acknowledged");
    restored = meters.counter("dss_queue_store_restored", "Messages and notes that were put back into a store that had forgotten them");
    lost = meters.counter("dss_queue_store_lost", "Acknowledged messages that are nowhere any more because the store forgot them");
    forwarded = meters.counter("dss_queue_forwarded", "Dead letters published to another topic");
  }

  @Override
  public void batchDurable(String topic, int effects, long bytes, long millis) {
    batch.update(Duration.ofMillis(millis));
    batchEffects.inc(effects);
    batchBytes.inc(bytes);
  }

  @Override
  public void storeFailed(String topic, String what) {
    storeFailures.inc();
  }

  @Override
  public void storeFull(String topic, String limit) {
    storeFull.inc();
  }

  @Override
  public void taken(String topic, long millis) {
    taken.update(Duration.ofMillis(millis));
  }

  @Override
  public void letGo(String topic, LetGo why) {
    Metadata metadata = Meters.named("dss_queue_let_go", "Topics this node holds no longer, by reason");
    meters.registry().counter(metadata, new Tag("why", why.name().toLowerCase(Locale.ROOT))).inc();
  }

  @Override
  public void tookOver(int topics, long millis) {
    takeOver.update(Duration.ofMillis(millis));
  }

  @Override
  public void storeWentBack(String topic, long putBack, long gone) {
    wentBack.inc();
    restored.inc(putBack);
    lost.inc(gone);
  }

  @Override
  public void forwarded(String topic, String to) {
    forwarded.inc();
  }
}
