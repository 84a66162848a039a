package io.dss.transport;

import io.dss.kernel.NodeId;
import io.dss.spi.PeerTransport.Peer;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The connections that peers dialed, proven or not yet, and who of them may speak. Thread-safe. */
final class Inbound {
  private final TransportEnvironment environment;
  private final Threads threads;
  private final Recipients recipients;
  private final Set<InboundConnection> connections = ConcurrentHashMap.newKeySet();
  /** One for each node of the topology but this one, and nobody else: a stranger makes no entry. */
  private final Map<NodeId, Seat> seats = new ConcurrentHashMap<>();
  private volatile boolean stopping;

  Inbound(TransportEnvironment environment, Threads threads, Recipients recipients) {
    this.environment = environment;
    this.threads = threads;
    this.recipients = recipients;
  }

  Recipients recipients() {
    return recipients;
  }

  void peers(Set<NodeId> nodes) {
    nodes.forEach(node -> seats.computeIfAbsent(node, absent -> new Seat()));
    seats.keySet().retainAll(nodes);
    connections.stream().filter(connection -> !seats.containsKey(connection.peer().node()))
        .forEach(connection -> connection.cut(Optional.empty(), "it is no peer any more"));
  }

  boolean stopping() {
    return stopping;
  }

  boolean knows(NodeId node) {
    return seats.containsKey(node);
  }

  boolean stale(Handshake.Call call) {
    Seat seat = seats.get(call.hello().who().node());
    return seat != null && !seat.free(call);
  }

  boolean crowded() {
    long unproven = connections.stream().filter(connection -> !connection.proven()).count();
    return unproven >= environment.settings().limits().unprovenConnections();
  }

  /** Begins to read a connection whose handshake was answered; cuts it if by now it may not. */
  void open(Handshake handshake, Wire wire) {
    Seat seat = seats.get(handshake.call().hello().who().node());
    if (stopping || seat == null || crowded()) {
      wire.cut().run();
      return;
    }
    InboundConnection made = new InboundConnection(environment, this, handshake, wire, seat);
    connections.add(made);
    try {
      threads.start("dss-peer-from-" + made.peer().node() + "-reader", made);
    } catch (RuntimeException e) {
      connections.remove(made);
      wire.cut().run();
      throw e;
    }
    if (stopping) made.cut(Optional.empty(), "this node stops");
  }

  /** Only now, so that who has proven nothing costs one thread and not two. */
  void proven(InboundConnection connection) {
    threads.start("dss-peer-from-" + connection.peer().node() + "-writer", connection.outbox());
  }

  /** For what might block where nothing may. Without a thread for it (a container that stops makes none) it is done here: then blocking is the lesser evil. */
  void aside(String name, Runnable work) {
    try {
      threads.start(name, work);
    } catch (RuntimeException e) {
      work.run();
    }
  }

  void ended(InboundConnection connection) {
    connections.remove(connection);
  }

  void sweep(long nowNanos) {
    for (InboundConnection connection : connections) connection.sweep(nowNanos);
  }

  /** Ends those to whom this node said that it is somebody else than it is now: they will dial again. */
  void announce(Peer self, long deadlineNanos) {
    for (InboundConnection connection : connections) {
      if (!connection.handshake().answer().who().equals(self)) connection.finish(deadlineNanos);
    }
  }

  void stop(long deadlineNanos) {
    stopping = true;
    for (InboundConnection connection : connections) connection.finish(deadlineNanos);
  }

  /** After {@link #stop}: ends what did not finish in time. */
  void cut() {
    for (InboundConnection connection : connections) connection.cut(Optional.empty(), "it did not finish in time");
  }
}
