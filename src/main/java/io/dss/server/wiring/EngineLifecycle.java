package io.dss.server.wiring;

import io.dss.kernel.Entropy;
import io.dss.node.cache.Caches;
import io.dss.node.cluster.Cluster;
import io.dss.node.cluster.Draining;
import io.dss.node.cluster.NodeHealth;
import io.dss.node.cluster.Rings;
import io.dss.node.lock.Locks;
import io.dss.node.queue.Queues;
import io.dss.node.raft.RaftMember;
import io.dss.server.config.DssConfig;
import io.dss.server.rest.AnswerThreads;
import io.dss.server.rest.OpenAnswers;
import io.dss.spi.TimeSource;
import io.dss.transport.PeerDoor;
import io.dss.transport.TransportCounters;
import io.opentelemetry.api.OpenTelemetry;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.metrics.MetricRegistry;

/**
 * The engine's life in the server: started with the application, with threads from a {@link ManagedThreadFactory} and ticks (elections, heartbeats, leases)
 * from a {@link ManagedScheduledExecutorService}; stopped before the container cuts suspended requests, so that every parked call gets its answer.
 */
@ApplicationScoped
public class EngineLifecycle {
  private static final System.Logger LOG = System.getLogger(EngineLifecycle.class.getName());

  /** How long calls that were taken may need for their answers at the stop. */
  private static final long DRAIN_MILLIS = 3_000;
  /** How old the figures of topics and of the cache in the metrics may be. */
  private static final long SHOWN_MILLIS = 1_000;

  /** Both clocks of this machine. */
  private static final class SystemTime implements TimeSource {
    @Override
    public long monotonicNanos() {
      return System.nanoTime();
    }

    @Override
    public long wallMillis() {
      return System.currentTimeMillis();
    }
  }

  @Resource private ManagedThreadFactory threads;
  @Resource private ManagedScheduledExecutorService timer;
  @Inject private DssConfig config;
  @Inject private MetricRegistry registry;
  @Inject private Instance<OpenTelemetry> telemetry;
  private final OpenAnswers answers = new OpenAnswers();
  private volatile Engine engine;
  private EngineThreads engineThreads;
  private Future<?> topicTimer;
  private Future<?> cacheTimer;
  private Optional<StopSignal> stopSignal = Optional.empty();
  private boolean ended;

  void start(@Observes @Initialized(ApplicationScoped.class) Object application) {
    SecureRandom random = new SecureRandom();
    Entropy entropy = random::nextLong;
    TransportCounters counters = new TransportCounters();
    EngineMetrics metrics = new EngineMetrics(registry);
    SystemTime time = new SystemTime();
    engineThreads = new EngineThreads(threads, timer);
    Engine made = new Engine(EngineSettings.of(config), new Engine.Environment(engineThreads, time, entropy, counters,
        metrics, List.of(metrics), new QueueMetrics(registry), new CacheLog(CacheSettings.invalidations(config), System::nanoTime), new CallSpans(telemetry::get)));
    engine = made;
    metrics.observe(made);
    metrics.observe(counters);
    new NodeMetrics(registry).observe(made, time, config.dataDir());
    TopicMetrics topics = new TopicMetrics(registry, time::wallMillis);
    topicTimer = timer.scheduleWithFixedDelay(() -> topics.show(made.node().map(node -> node.queues().node().owned()).orElse(List.of())),
        SHOWN_MILLIS, SHOWN_MILLIS, TimeUnit.MILLISECONDS);
    CacheMetrics caches = new CacheMetrics(registry);
    cacheTimer = timer.scheduleWithFixedDelay(() -> made.node().ifPresent(node -> caches.show(node.caches().node().gauges())),
        SHOWN_MILLIS, SHOWN_MILLIS, TimeUnit.MILLISECONDS);
    made.start();
    stopSignal = StopSignal.install(this::stop, threads);
    LOG.log(System.Logger.Level.INFO, "node " + config.topology().self() + " started, roles " + config.topology().ownRoles() + ", data in " + config.dataDir());
  }

  /** Once: by the signal that asks the process to end, or, when only the application goes, by {@link PeerEndpoint}. Later calls wait for the first. */
  synchronized void stop() {
    Engine stopped = engine;
    if (stopped == null || ended) return;
    ended = true;
    topicTimer.cancel(false);
    cacheTimer.cancel(false);
    stopped.refuseCalls();
    if (!answers.drained(DRAIN_MILLIS)) LOG.log(System.Logger.Level.WARNING, "some calls were not answered within " + DRAIN_MILLIS + " ms");
    stopped.stop();
    LOG.log(System.Logger.Level.INFO, "node " + config.topology().self() + " stopped");
  }

  /** The application goes, and the process may stay. */
  void applicationGoes() {
    stop();
    stopSignal.ifPresent(StopSignal::remove);
  }

  /** For {@code /peer}; empty before the start. */
  Optional<PeerDoor> door() {
    return Optional.ofNullable(engine).flatMap(Engine::door);
  }

  @Produces
  @ApplicationScoped
  NodeHealth health() {
    return new EngineViews.OfHealth(engine);
  }

  @Produces
  @Singleton
  AnswerThreads answerThreads() {
    return () -> engineThreads.answers();
  }

  @Produces
  @Singleton
  OpenAnswers openAnswers() {
    return answers;
  }

  @Produces
  @ApplicationScoped
  Locks locks() {
    return engine.locks();
  }

  @Produces
  @ApplicationScoped
  Queues queues() {
    return engine.queues();
  }

  @Produces
  @ApplicationScoped
  Caches caches() {
    return engine.caches();
  }

  @Produces
  @ApplicationScoped
  RaftMember raft() {
    return new EngineViews.OfRaft(engine);
  }

  @Produces
  @ApplicationScoped
  Cluster cluster() {
    return new EngineViews.OfCluster(engine);
  }

  @Produces
  @ApplicationScoped
  Draining draining() {
    return new EngineViews.OfDrain(engine);
  }

  @Produces
  @ApplicationScoped
  Rings rings() {
    return new EngineViews.OfRings(engine);
  }
}
