package io.dss.transport;

import io.dss.kernel.NodeId;
import io.dss.spi.PeerTransport;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * {@link PeerTransport} over HTTP upgrades. Each node dials one connection to every peer, for what it begins itself; what the peer begins comes on
 * the one that the peer dials, through {@link #door}. Design: {@code src/docs/design/transport.md}.
 *
 * <p>Register receivers and responders, then name the peers ({@link #addresses}), which begins to dial. Thread-safe.
 */
public final class UpgradeTransport implements PeerTransport {
  /** How often deadlines are looked at, so how late a time-out may come. */
  public static final int SWEEP_MILLIS = 20;

  private static final Logger LOG = Logger.getLogger(UpgradeTransport.class.getName());
  /** After the drain time what is left is cut; its threads have this long to notice. */
  private static final int CUT_MILLIS = 2_000;

  private final TransportEnvironment environment;
  private final Threads threads;
  private final Dialer dialer;
  private final Recipients recipients;
  private final Inbound inbound;
  private final PeerDoor door;
  private final Future<?> sweeping;
  /** Replaced as a whole, under this object's monitor. */
  private volatile Map<NodeId, Link> links = new TreeMap<>();
  private volatile boolean closed;

  public UpgradeTransport(TransportEnvironment environment) {
    this.environment = environment;
    this.threads = new Threads(environment.threads());
    this.dialer = new Dialer(environment);
    this.recipients = new Recipients(environment.counters());
    this.inbound = new Inbound(environment, threads, recipients);
    this.door = new PeerDoor(environment, inbound);
    this.sweeping = environment.scheduler().scheduleWithFixedDelay(this::sweep, SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** The answering side, for the server of {@code /peer}. */
  public PeerDoor door() {
    return door;
  }

  /**
   * Names all nodes and where they are; this node's own entry is passed over. Those that were there before at the same address keep their connection;
   * those that are gone lose theirs, in both directions.
   *
   * @throws IllegalStateException if it is closed
   */
  public synchronized void addresses(Map<NodeId, PeerAddress> nodes) {
    if (closed) throw new IllegalStateException("the transport is closed");
    Map<NodeId, PeerAddress> peers = new TreeMap<>(nodes);
    peers.remove(environment.self().get().node());
    Map<NodeId, Link> next = new TreeMap<>();
    peers.forEach((node, address) -> {
      Link known = links.get(node);
      next.put(node, known != null && known.address().equals(address) ? known : new Link(environment, dialer, threads, node, address));
    });
    Map<NodeId, Link> before = links;
    links = next;
    inbound.peers(Set.copyOf(peers.keySet()));
    before.values().stream().filter(link -> !next.containsValue(link)).forEach(link -> link.stop(environment.nanosFromNow(0)));
    next.values().stream().filter(link -> !before.containsValue(link)).forEach(link -> threads.start("dss-peer-to-" + link.to() + "-reader", link));
  }

  /**
   * Says that this node is formed now, or lives a new incarnation: connections on which it said otherwise end in order and are made anew. Without the
   * call that happens with the next sweep; a connection may also be just being made, with what was true when it began. Never blocks.
   */
  public void announce() {
    Peer self = environment.self().get();
    long deadlineNanos = environment.nanosFromNow(environment.settings().drainMillis());
    links.values().forEach(link -> link.announce(self, deadlineNanos));
    inbound.announce(self, deadlineNanos);
  }

  /** {@inheritDoc} The frame must not be changed afterwards; one of more than the allowed bytes is an error of the caller. */
  @Override
  public boolean send(NodeId to, Channel channel, byte[] frame) {
    fits(Frame.oneWay(channel, frame));
    Link link = links.get(to);
    return link != null && link.send(channel, frame);
  }

  /** {@inheritDoc} When it cannot be sent at all, the stage has failed already on return. */
  @Override
  public CompletionStage<byte[]> request(NodeId to, Channel channel, byte[] request, long timeoutNanos) {
    fits(Frame.request(channel, 0, request));
    Link link = links.get(to);
    if (link == null) return CompletableFuture.failedFuture(new Failure.NotSent("no peer is called " + to));
    if (timeoutNanos <= 0) return CompletableFuture.failedFuture(new Failure.NotSent("no time was left"));
    return link.request(channel, request, timeoutNanos);
  }

  @Override
  public void receive(Channel channel, Receiver receiver) {
    recipients.receive(channel, receiver);
  }

  @Override
  public void respond(Channel channel, Responder responder) {
    recipients.respond(channel, responder);
  }

  /** {@inheritDoc} One that has been silent for too long counts as unreachable before its connection has ended. In the order of their names. */
  @Override
  public Set<NodeId> unreachable() {
    Set<NodeId> unreachable = new TreeSet<>();
    links.forEach((node, link) -> {
      if (!link.live()) unreachable.add(node);
    });
    return unreachable;
  }

  /** Ends dialing, refuses whoever knocks, lets requests on their way end for the drain time, cuts what is left and waits for the threads. The only method that blocks. */
  @Override
  public void close() {
    synchronized (this) {
      if (closed) return;
      closed = true;
    }
    long deadlineNanos = environment.nanosFromNow(environment.settings().drainMillis());
    links.values().forEach(link -> link.stop(deadlineNanos));
    inbound.stop(deadlineNanos);
    try {
      boolean drained = threads.join(environment, deadlineNanos);
      links.values().forEach(Link::cut);
      inbound.cut();
      if (!drained && !threads.join(environment, environment.nanosFromNow(CUT_MILLIS))) LOG.warning("threads of the transport did not end in time");
    } catch (InterruptedException e) {
      links.values().forEach(Link::cut);
      inbound.cut();
      Thread.currentThread().interrupt();
    } finally {
      sweeping.cancel(false);
    }
  }

  private void fits(Frame frame) {
    int maxBytes = environment.settings().limits().maxFrameBytes();
    if (frame.lengthBytes() > maxBytes) throw new IllegalArgumentException("a frame of " + frame.lengthBytes() + " bytes, " + maxBytes + " are allowed");
  }

  /** Must not throw: the scheduler would never call it again. */
  private void sweep() {
    long nowNanos = environment.time().monotonicNanos();
    try {
      links.values().forEach(link -> link.sweep(nowNanos));
      inbound.sweep(nowNanos);
      announce();
    } catch (RuntimeException e) {
      LOG.log(Level.SEVERE, "sweeping the connections failed", e);
    }
  }
}
