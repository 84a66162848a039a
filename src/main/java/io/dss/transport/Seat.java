package io.dss.transport;

import io.dss.kernel.DiskId;
import io.dss.spi.PeerTransport.Peer;
import java.util.Optional;

/**
 * Which of a peer's connections may speak: the newest. Its monitor is held while a frame is delivered, so once a connection has taken the seat nothing
 * of the one before it is delivered any more. That, and connections being counted by who dials, is what keeps frames in order over a reconnect.
 */
final class Seat {
  private Optional<InboundConnection> current = Optional.empty();
  private Optional<Newest> newest = Optional.empty();

  /** The newest connection that ever had the seat. */
  private record Newest(DiskId disk, long incarnation, long connection) {}

  /**
   * Whether that connection may have the seat. An older life of the node may not while a newer one is connected; when none is, it may: a node whose disk
   * was wiped counts its lives from 1 again, and must be able to ask.
   */
  synchronized boolean free(Handshake.Call call) {
    Peer peer = call.hello().who();
    long incarnation = peer.incarnation().number();
    if (current.isPresent() && incarnation < newest.map(Newest::incarnation).orElse(0L)) return false;
    boolean sameLife = newest.map(known -> known.disk().equals(peer.disk()) && known.incarnation() == incarnation).orElse(false);
    return !sameLife || call.connection() > newest.get().connection();
  }

  /** Takes the seat if it is free for that connection. @return whether it did; who had it is cut */
  synchronized boolean take(InboundConnection by, Handshake.Call call) {
    if (!free(call)) return false;
    Peer peer = call.hello().who();
    current.ifPresent(old -> old.cut(Optional.empty(), "a newer one has replaced it"));
    current = Optional.of(by);
    newest = Optional.of(new Newest(peer.disk(), peer.incarnation().number(), call.connection()));
    return true;
  }

  synchronized void leave(InboundConnection by) {
    if (current.equals(Optional.of(by))) current = Optional.empty();
  }

  /** Runs {@code delivery} if {@code by} has the seat; false if it was taken from it. */
  synchronized boolean deliver(InboundConnection by, Runnable delivery) {
    if (!current.equals(Optional.of(by))) return false;
    delivery.run();
    return true;
  }
}
