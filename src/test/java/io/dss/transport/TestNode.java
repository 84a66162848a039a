package io.dss.transport;

import io.dss.kernel.ClusterId;
import io.dss.kernel.DiskId;
import io.dss.kernel.Entropy;
import io.dss.kernel.Incarnation;
import io.dss.kernel.NodeId;
import io.dss.spi.PeerTransport.Peer;
import io.dss.spi.TimeSource;
import io.dss.transport.TransportSettings.Dialing;
import io.dss.transport.TransportSettings.Heartbeat;
import java.io.IOException;
import java.net.ServerSocket;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLContext;

/** A transport behind a small server on loopback, with its own threads, and everything about it in a test's reach. */
final class TestNode implements AutoCloseable {
  static final ClusterSecret SECRET = new ClusterSecret("a secret for tests only");
  static final Optional<ClusterId> CLUSTER = Optional.of(new ClusterId("c".repeat(32)));
  /** Fast enough for tests, slow enough for a machine that is busy with others. */
  static final TransportSettings QUICK =
      new TransportSettings(new Heartbeat(100, 1_500), new Dialing(1_000, 1_500, 10, 200), TransportSettings.defaults().limits(), 500);

  final NodeId id;
  final TransportCounters counters = new TransportCounters();
  final ThreadGroup group;
  final UpgradeTransport transport;
  final UpgradeServer server;
  volatile Peer self;
  private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();

  TestNode(Peer self, ClusterSecret secret, TransportSettings settings, ServerSocket listener, SSLContext tls) {
    this.id = self.node();
    this.self = self;
    this.group = new ThreadGroup(id.value());
    Entropy entropy = new SplittableRandom(id.hashCode())::nextLong;
    transport = new UpgradeTransport(
        new TransportEnvironment(() -> this.self, secret, settings, counters, work -> new Thread(group, work), scheduler, CLOCK, entropy, tls));
    server = UpgradeServer.start(listener, transport::door);
  }

  static final TimeSource CLOCK = new TimeSource() {
    @Override
    public long monotonicNanos() {
      return System.nanoTime();
    }

    @Override
    public long wallMillis() {
      return System.currentTimeMillis();
    }
  };

  static Peer peer(String name, long incarnation, Optional<ClusterId> cluster) {
    String disk = String.format("%032x", name.hashCode() & 0xffffffffL);
    return new Peer(new Incarnation(new NodeId(name), incarnation), new DiskId(disk), cluster);
  }

  static TestNode start(String name) throws Exception {
    return start(peer(name, 1, CLUSTER), SECRET, QUICK);
  }

  static TestNode start(Peer self, ClusterSecret secret, TransportSettings settings) throws Exception {
    return new TestNode(self, secret, settings, UpgradeServer.loopback(0), defaultTls());
  }

  static SSLContext defaultTls() throws NoSuchAlgorithmException {
    return SSLContext.getDefault();
  }

  /** Makes the nodes each other's peers. */
  static void acquaint(TestNode... nodes) {
    Map<NodeId, PeerAddress> addresses = new TreeMap<>();
    for (TestNode node : nodes) addresses.put(node.id, node.address());
    for (TestNode node : nodes) node.transport.addresses(addresses);
  }

  PeerAddress address() {
    return new PeerAddress("127.0.0.1", server.port(), false);
  }

  /** Names one peer, at a port that need not be its own. */
  void peerAt(TestNode peer, int port) {
    transport.addresses(Map.of(peer.id, new PeerAddress("127.0.0.1", port, false)));
  }

  boolean reaches(TestNode peer) {
    return !transport.unreachable().contains(peer.id);
  }

  long refused(RefusalCause cause) {
    return counters.refused(cause);
  }

  long count(TransportCounters.Count count) {
    return counters.of(count);
  }

  /** How many of the transport's threads have that name. */
  long threads(String name) {
    Thread[] all = new Thread[group.activeCount() + 100];
    int count = group.enumerate(all);
    return Arrays.stream(all, 0, count).filter(thread -> thread.getName().equals(name)).count();
  }

  /** Waits for what another thread brings about; fails after ten seconds. */
  static void await(String what, BooleanSupplier condition) throws InterruptedException {
    long begun = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - begun > 10_000_000_000L) throw new AssertionError("waited in vain until " + what);
      Thread.sleep(2);
    }
  }

  static long millisSince(long nanos) {
    return (System.nanoTime() - nanos) / 1_000_000;
  }

  @Override
  public void close() throws IOException {
    transport.close();
    server.close();
    scheduler.shutdownNow();
  }
}
