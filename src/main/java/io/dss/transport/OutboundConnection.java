package io.dss.transport;

import io.dss.spi.PeerTransport.Channel;
import io.dss.spi.PeerTransport.Failure;
import io.dss.transport.FrameQueue.Offer;
import io.dss.transport.TransportCounters.Count;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** One dialed connection: what this node begins goes out on it, and what answers that comes back. */
final class OutboundConnection {
  private final TransportEnvironment environment;
  private final Handshake handshake;
  private final Wire wire;
  private final FrameReader reader;
  private final PendingRequests pending;
  private final Outbox outbox;
  /** From the first pong: only that shows that the peer has checked our proof and took us in. Until then, and once finishing, nothing is sent. */
  private volatile boolean live;
  private volatile boolean finishing;

  OutboundConnection(TransportEnvironment environment, Handshake handshake, Wire wire) {
    this.environment = environment;
    this.handshake = handshake;
    this.wire = wire;
    this.reader = new FrameReader(wire.in(), environment.time(), environment.counters());
    this.pending = new PendingRequests(environment.settings().limits().pendingRequests());
    List<Frame> opening = List.of(Frame.proof(handshake.dialerProof(environment.secret())), Frame.PING);
    this.outbox = new Outbox(environment, wire, opening, new Outbox.Beat(Frame.PING, () -> true));
  }

  Outbox outbox() {
    return outbox;
  }

  Handshake handshake() {
    return handshake;
  }

  /** Whether the peer took us in and was heard lately. */
  boolean live() {
    return live && !finishing && !silent();
  }

  /** Reads until the connection ends; always by an exception, which says why. {@code onLive} runs once. */
  void read(Runnable onLive) throws IOException {
    int maxBytes = environment.settings().limits().maxFrameBytes();
    while (true) {
      Frame frame = reader.read(maxBytes);
      if (!live && frame.kind() != Frame.Kind.PONG) throw new BrokenFrame(RefusalCause.PROOF_EXPECTED, frame.kind() + " before the first pong");
      switch (frame.kind()) {
        case PONG -> {
          if (!live) onLive.run();
          live = true;
        }
        case ANSWER -> settle(frame, request -> request.answered(frame.body()));
        case REFUSED -> settle(frame, request -> request.refused(frame.text()));
        case ONE_WAY, REQUEST, PING, PROOF -> throw new BrokenFrame(RefusalCause.MALFORMED_FRAME, frame.kind() + " from the answering side");
      }
    }
  }

  private void settle(Frame frame, Consumer<PendingRequest> with) {
    Optional<PendingRequest> request = pending.take(frame.request());
    if (request.isEmpty()) environment.counters().add(Count.DROPPED_LATE_ANSWER);
    request.ifPresent(with);
  }

  boolean send(Channel channel, byte[] body) {
    return closedTo(channel).isEmpty() && outbox.offer(Frame.oneWay(channel, body)) == Offer.TAKEN;
  }

  CompletionStage<byte[]> request(Channel channel, byte[] body, long timeoutNanos) {
    Optional<String> closed = closedTo(channel);
    if (closed.isPresent()) return CompletableFuture.failedFuture(new Failure.NotSent(closed.get()));
    Optional<PendingRequest> added = pending.add(channel, body, environment.time().monotonicNanos() + timeoutNanos);
    if (added.isEmpty()) {
      environment.counters().add(Count.DROPPED_QUEUE_FULL);
      return CompletableFuture.failedFuture(new Failure.NotSent("too many requests are pending"));
    }
    PendingRequest request = added.get();
    Offer offer = outbox.offer(request);
    if (offer == Offer.FULL) pending.fail(request, "the queue to the peer is full");
    if (offer == Offer.CLOSED) pending.fail(request, "the connection is lost");
    return request.answer();
  }

  private Optional<String> closedTo(Channel channel) {
    if (!live()) {
      environment.counters().add(Count.DROPPED_NO_CONNECTION);
      return Optional.of("no proven connection");
    }
    if (!handshake.carries(channel)) {
      environment.counters().add(Count.DROPPED_NOT_FORMED);
      return Optional.of("not formed in one cluster with the peer");
    }
    return Optional.empty();
  }

  /** Cuts the wire if the peer has been silent for too long; times out requests. */
  void sweep(long nowNanos) {
    pending.expire(nowNanos);
    if (silent()) wire.cut().run();
  }

  boolean silent() {
    return environment.time().monotonicNanos() - reader.lastHeardNanos() > environment.settings().heartbeat().silenceMillis() * 1_000_000L;
  }

  /** Takes nothing new, lets what is on its way end until the deadline, then ends. */
  void finish(long deadlineNanos) {
    if (finishing) return;
    finishing = true;
    outbox.finish(deadlineNanos, pending::isEmpty);
  }

  void cut() {
    wire.cut().run();
  }

  /** To be called when {@link #read} has ended. */
  void ended() {
    live = false;
    outbox.close();
    wire.cut().run();
    pending.end("the connection is lost");
  }
}
