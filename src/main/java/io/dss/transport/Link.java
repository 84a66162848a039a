package io.dss.transport;

import io.dss.kernel.NodeId;
import io.dss.spi.PeerTransport.Channel;
import io.dss.spi.PeerTransport.Failure;
import io.dss.spi.PeerTransport.Peer;
import io.dss.transport.TransportCounters.Count;
import java.io.IOException;
import java.net.Socket;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The way to one peer: dials, reads while the connection lasts, waits a little, dials again, until it is stopped. {@link #run} is its thread. */
final class Link implements Runnable {
  private static final Logger LOG = Logger.getLogger(Link.class.getName());
  private final TransportEnvironment environment;
  private final Dialer dialer;
  private final Threads threads;
  private final NodeId to;
  private final PeerAddress address;
  private final Backoff backoff;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private volatile Optional<OutboundConnection> connection = Optional.empty();
  private volatile Optional<Dialing> dialing = Optional.empty();
  private volatile boolean stopped;
  /** Guarded by {@link #lock}: whether the next pause is skipped. */
  private boolean hurry;
  /** The link's thread's: what the last record said, so that a peer that stays away fills no log. */
  private String lastTrouble = "";

  private record Dialing(Socket socket, long deadlineNanos) {}

  Link(TransportEnvironment environment, Dialer dialer, Threads threads, NodeId to, PeerAddress address) {
    this.environment = environment;
    this.dialer = dialer;
    this.threads = threads;
    this.to = to;
    this.address = address;
    this.backoff = new Backoff(environment.settings().dialing(), environment.entropy());
  }

  NodeId to() {
    return to;
  }

  PeerAddress address() {
    return address;
  }

  boolean live() {
    return connection.map(OutboundConnection::live).orElse(false);
  }

  boolean send(Channel channel, byte[] body) {
    Optional<OutboundConnection> now = connection;
    if (now.isEmpty()) environment.counters().add(Count.DROPPED_NO_CONNECTION);
    return now.isPresent() && now.get().send(channel, body);
  }

  CompletionStage<byte[]> request(Channel channel, byte[] body, long timeoutNanos) {
    Optional<OutboundConnection> now = connection;
    if (now.isPresent()) return now.get().request(channel, body, timeoutNanos);
    environment.counters().add(Count.DROPPED_NO_CONNECTION);
    return CompletableFuture.failedFuture(new Failure.NotSent("no connection to " + to));
  }

  @Override
  public void run() {
    for (int attempt = 0; !stopped; attempt++) {
      try {
        converse(attempt);
      } catch (IOException | IllegalStateException e) {
        trouble(e);
      }
      pause();
    }
  }

  private void converse(int attempt) throws IOException {
    Socket socket = new Socket();
    dialing = Optional.of(new Dialing(socket, environment.nanosFromNow(handshakeMillis())));
    if (stopped) {
      Sockets.close(socket);
      return;
    }
    Dialer.Reached reached;
    try {
      reached = dialer.dial(to, address, socket, attempt);
    } catch (BrokenFrame e) {
      Sockets.close(socket);
      throw e;
    } catch (IOException e) {
      boolean late = socket.isClosed();
      Sockets.close(socket);
      throw new BrokenFrame(late ? RefusalCause.HANDSHAKE_TIMEOUT : RefusalCause.CONNECT_FAILED, Sockets.reason(e));
    } finally {
      dialing = Optional.empty();
    }
    use(new OutboundConnection(environment, reached.handshake(), reached.wire()));
  }

  private void use(OutboundConnection made) throws IOException {
    connection = Optional.of(made);
    boolean[] opened = {false};
    try {
      if (stopped) return;
      threads.start("dss-peer-to-" + to + "-writer", made.outbox());
      made.read(() -> {
        opened[0] = true;
        opened(made);
      });
    } catch (IOException e) {
      throw made.silent() ? new BrokenFrame(RefusalCause.SILENCE, "nothing heard of it") : e;
    } finally {
      connection = Optional.empty();
      made.ended();
      if (opened[0]) environment.counters().add(Count.CONNECTIONS_LOST);
    }
  }

  private void opened(OutboundConnection made) {
    environment.counters().add(Count.CONNECTIONS_OPENED);
    backoff.reset();
    lastTrouble = "";
    LOG.log(Level.INFO, "connected to {0} at {1}", new Object[] {made.handshake().answer().who().incarnation(), address});
  }

  private void trouble(Exception e) {
    RefusalCause cause = e instanceof BrokenFrame broken ? broken.why() : null;
    if (cause != null && !stopped) environment.counters().add(cause);
    String what = cause == null ? "lost: " + Sockets.reason(e) : cause.code() + ": " + e.getMessage();
    if (!stopped && !what.equals(lastTrouble)) LOG.log(Level.WARNING, "no connection to {0} at {1}: {2}", new Object[] {to, address, what});
    lastTrouble = what;
  }

  private void pause() {
    long restNanos = backoff.nextMillis() * 1_000_000L;
    lock.lock();
    try {
      while (restNanos > 0 && !hurry && !stopped) restNanos = changed.awaitNanos(restNanos);
      hurry = false;
    } catch (InterruptedException e) {
      stopped = true;
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  /** Called about every {@link UpgradeTransport#SWEEP_MILLIS}; must not block. */
  void sweep(long nowNanos) {
    dialing.ifPresent(current -> {
      if (nowNanos - current.deadlineNanos() >= 0) Sockets.close(current.socket());
    });
    connection.ifPresent(current -> current.sweep(nowNanos));
  }

  /** Dials again, and at once, if this node is somebody else now than it told the peer. */
  void announce(Peer self, long deadlineNanos) {
    connection.filter(current -> !current.handshake().call().hello().who().equals(self)).ifPresent(current -> {
      current.finish(deadlineNanos);
      hurry(false);
    });
  }

  void stop(long deadlineNanos) {
    hurry(true);
    dialing.ifPresent(current -> Sockets.close(current.socket()));
    connection.ifPresent(current -> current.finish(deadlineNanos));
  }

  /** After {@link #stop}: ends what did not finish in time. */
  void cut() {
    dialing.ifPresent(current -> Sockets.close(current.socket()));
    connection.ifPresent(OutboundConnection::cut);
  }

  private void hurry(boolean andStop) {
    lock.lock();
    try {
      hurry = true;
      stopped |= andStop;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private int handshakeMillis() {
    return environment.settings().dialing().connectTimeoutMillis() + environment.settings().dialing().handshakeTimeoutMillis();
  }
}
