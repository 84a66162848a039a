package io.dss.server.wiring;

import io.dss.cluster.Member;
import io.dss.cluster.Role;
import io.dss.kernel.ClusterId;
import io.dss.kernel.Entropy;
import io.dss.kernel.Incarnation;
import io.dss.kernel.NodeId;
import io.dss.node.cache.CacheListener;
import io.dss.node.cache.Caches;
import io.dss.node.cluster.ClusterService;
import io.dss.node.cluster.Draining;
import io.dss.node.cluster.Formation;
import io.dss.node.cluster.Leases;
import io.dss.node.lock.LockReplica;
import io.dss.node.lock.Locks;
import io.dss.node.queue.QueueListener;
import io.dss.node.queue.Queues;
import io.dss.node.raft.RaftListener;
import io.dss.node.route.CallTracing;
import io.dss.node.route.TracedTransport;
import io.dss.raft.log.Configuration;
import io.dss.raft.log.SnapshotMeta;
import io.dss.spi.PeerTransport;
import io.dss.spi.SnapshotStore;
import io.dss.spi.TimeSource;
import io.dss.storage.journal.DataDirectory;
import io.dss.transport.PeerAddress;
import io.dss.transport.PeerDoor;
import io.dss.transport.TransportCounters;
import io.dss.transport.TransportEnvironment;
import io.dss.transport.TransportSettings;
import io.dss.transport.UpgradeTransport;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;

/**
 * A node without its HTTP side: the data directory, the transport, first formation, and once that is done the {@link FormedNode}. Knows nothing of Jakarta,
 * so that tests run several in one process.
 *
 * <p>{@link #start} and {@link #stop} block, on the disk and on peers, and are called once each; all else is thread-safe and does not block.
 */
final class Engine {
  private static final System.Logger LOG = System.getLogger(Engine.class.getName());
  /** A cut must be noticed well within the time in which a call must be answered: what is sent into it ends as an unknown outcome. */
  private static final TransportSettings TRANSPORT = TransportSettings.defaults().with(new TransportSettings.Heartbeat(250, 1_500)).with(limits());
  private static final long FORMATION_TICK_MILLIS = 250;
  /** How often an unformed node says in its log what it waits for. */
  private static final long FORMATION_LOG_TICKS = 40;
  private static final long STOP_WAIT_MILLIS = 2_000;

  /** A node may park as many calls as dss.locks.max-waiting-calls and dss.queue.max-waiting-calls allow, and all of them at one other node. */
  private static TransportSettings.Limits limits() {
    TransportSettings.Limits usual = TransportSettings.defaults().limits();
    return new TransportSettings.Limits(usual.maxFrameBytes(), 32_768, 4 * usual.queueBytes(), 65_536, usual.unprovenConnections());
  }

  /** What the engine is given. {@code listeners} hear of Raft, of locks and of topics, for metrics. */
  record Environment(EngineThreads threads, TimeSource time, Entropy entropy, TransportCounters counters, RaftListener raftListener,
      List<LockReplica.Listener> lockListeners, QueueListener queueListener, CacheListener cacheListener, CallTracing tracing) {}

  private final EngineSettings settings;
  private final Environment environment;
  private final LocksWhenFormed locks = new LocksWhenFormed(this::whatIsMissing);
  private final QueuesWhenFormed queues = new QueuesWhenFormed(this::whatIsMissing);
  private final CachesWhenFormed caches = new CachesWhenFormed(this::whatIsMissing);
  private final WhenFormed<Draining> draining = new WhenFormed<>(this::whatIsMissing);
  private DataDirectory directory;
  private UpgradeTransport transport;
  private Formation formation;
  private volatile Future<?> formationTimer;
  private long formationTicks;
  private volatile PeerTransport.Peer self;
  private volatile FormedNode node;
  private volatile boolean stopping;
  private volatile Optional<Throwable> failure = Optional.empty();

  Engine(EngineSettings settings, Environment environment) {
    this.settings = settings;
    this.environment = environment;
  }

  /** Opens the data directory, begins to talk to peers, and takes part as soon as the cluster is formed. @throws io.dss.spi.StoreFailed with what to do */
  void start() {
    directory = DataDirectory.open(settings.dataDirectory(), settings.self(), environment.entropy(), settings.journal());
    self = new PeerTransport.Peer(new Incarnation(settings.self(), directory.incarnation()), directory.diskId(), directory.cluster());
    transport = new UpgradeTransport(new TransportEnvironment(() -> self, settings.secret(), TRANSPORT, environment.counters(),
        environment.threads().factory(), environment.threads().timer(), environment.time(), environment.entropy(), tls()));
    formation = new Formation(new Formation.Self(settings.self(), directory.diskId(), settings.voters()), known(), transport, environment.entropy(),
        this::persist, this::formed, this::onWorker);
    Map<NodeId, PeerAddress> addresses = new TreeMap<>();
    settings.nodes().forEach(place -> addresses.put(place.node(), PeerAddress.parse(place.url())));
    transport.addresses(addresses);
    environment.threads().worker().execute(this::begin);
  }

  private void begin() {
    guarded(formation::begin);
    synchronized (this) {
      if (stopping) return;
      formationTimer = environment.threads().timer()
          .scheduleWithFixedDelay(this::formationTick, FORMATION_TICK_MILLIS, FORMATION_TICK_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void formationTick() {
    if (formation.state() instanceof Formation.State.Formed) {
      formationTimer.cancel(false);
      return;
    }
    formation.tick();
    if (formationTicks++ % FORMATION_LOG_TICKS == FORMATION_LOG_TICKS - 1) LOG.log(System.Logger.Level.WARNING, whatIsMissing());
  }

  /** A voter is formed by the snapshot its log begins with; a node that is none by the cluster its directory belongs to. */
  private Optional<Configuration> known() {
    return directory.snapshots().newest().map(SnapshotMeta::configuration);
  }

  private void persist(Configuration configuration) {
    try (SnapshotStore.Sink sink = directory.snapshots().begin(SnapshotMeta.bootstrap(configuration))) {
      sink.commit();
    }
  }

  /** Peers are waiting for no disk: what they answer is looked at on the worker, which may not be there any more when the last answers come. */
  private void onWorker(Runnable work) {
    try {
      environment.threads().worker().execute(() -> guarded(work));
    } catch (RejectedExecutionException stopped) {
      if (!stopping) throw stopped;
    }
  }

  private void formed(Configuration configuration) {
    onWorker(() -> takePart(configuration));
  }

  private void guarded(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException broken) {
      failure = Optional.of(broken);
      LOG.log(System.Logger.Level.ERROR, "node " + settings.self() + " could not take part in the cluster: " + broken.getMessage(), broken);
    }
  }

  private void takePart(Configuration configuration) {
    ClusterId cluster = configuration.cluster();
    synchronized (this) {
      if (stopping) return;
      directory.joined(cluster);
      self = new PeerTransport.Peer(self.incarnation(), self.disk(), Optional.of(cluster));
      transport.announce();
      FormedNode formed = new FormedNode(settings, environment, directory, new TracedTransport(transport, environment.tracing()), this::raised,
          configuration, member());
      formed.start();
      node = formed;
      locks.formed(formed.locks().locks());
      queues.formed(formed.queues().node().queues());
      caches.formed(formed.caches().node().caches());
      draining.formed(formed.drain());
    }
    LOG.log(System.Logger.Level.INFO, "node " + self.incarnation() + " takes part in cluster " + cluster);
  }

  private Member member() {
    return new Member(self.incarnation(), settings.place().url(), settings.place().roles(), Optional.of(self.disk()));
  }

  /** On the worker. */
  private Incarnation raised(long atLeast) {
    directory.raiseIncarnation(atLeast);
    self = new PeerTransport.Peer(new Incarnation(settings.self(), directory.incarnation()), self.disk(), self.cluster());
    transport.announce();
    return self.incarnation();
  }

  private static SSLContext tls() {
    try {
      return SSLContext.getDefault();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no default TLS context", e);
    }
  }

  Locks locks() {
    return locks;
  }

  Queues queues() {
    return queues;
  }

  Caches caches() {
    return caches;
  }

  WhenFormed<Draining> draining() {
    return draining;
  }

  /** Empty before the cluster is formed. */
  Optional<FormedNode> node() {
    return Optional.ofNullable(node);
  }

  /** For {@code /peer}; empty before {@link #start}. */
  Optional<PeerDoor> door() {
    return Optional.ofNullable(transport).map(UpgradeTransport::door);
  }

  Optional<ClusterId> cluster() {
    return Optional.ofNullable(self).flatMap(PeerTransport.Peer::cluster);
  }

  EngineSettings settings() {
    return settings;
  }

  /** What ended this node's part in the cluster, if anything did. */
  Optional<Throwable> failure() {
    return failure.isPresent() ? failure : node().flatMap(formed -> formed.failure());
  }

  /** Why this node is not ready; empty if it is: leases held for every role, and a leader known. */
  Optional<String> notReadyBecause() {
    if (stopping) return Optional.of("the node is stopping");
    Optional<Throwable> broken = failure();
    if (broken.isPresent()) return Optional.of("the node takes no part in the cluster any more: " + broken.get().getMessage());
    FormedNode formed = node;
    if (formed == null) return Optional.of(whatIsMissing());
    if (formed.drain().draining()) return Optional.of("the node is drained: it carries calls to others and may be stopped; POST /drain/cancel brings it back");
    Leases leases = formed.member().leases();
    if (formed.member().supersededBy().isPresent()) return Optional.of("a later start of this node, " + formed.member().supersededBy().get() + ", is in");
    if (formed.leadership().leader().isEmpty()) return Optional.of("no leader is known");
    long nowMillis = environment.time().monotonicNanos() / 1_000_000;
    for (Role role : settings.place().roles()) {
      if (!leases.acting(role, nowMillis)) return Optional.of("no lease for the role " + role.name().toLowerCase(Locale.ROOT));
    }
    return Optional.empty();
  }

  private String whatIsMissing() {
    Formation.State state = formation == null ? new Formation.State.Waiting(settings.voters()) : formation.state();
    if (state instanceof Formation.State.Stuck stuck) return stuck.why();
    if (state instanceof Formation.State.Waiting waiting && !waiting.missing().isEmpty()) {
      return "the cluster is not formed yet: " + settings.self() + " has no answer of " + waiting.missing() + "; every voter must be there once, with an empty disk";
    }
    return "node " + settings.self() + " is starting";
  }

  /** Refuses new calls and ends those that are under way, parked ones too; {@link #stop} comes next. */
  void refuseCalls() {
    stopping = true;
    if (node != null) node.refuseCalls();
  }

  /** Orderly: answers what waits, hands leadership over, says that it stops, ends the threads, closes the journal. */
  void stop() {
    synchronized (this) {
      stopping = true;
      if (formationTimer != null) formationTimer.cancel(false);
    }
    boolean written = node == null || node.stop(STOP_WAIT_MILLIS);
    environment.threads().stop(STOP_WAIT_MILLIS);
    if (transport != null) transport.close();
    if (directory != null && written) directory.close();
  }
}
