package io.dss.transport;

import io.dss.spi.PeerTransport.Peer;
import io.dss.transport.ClusterSecret.Purpose;
import io.dss.transport.FrameQueue.Offer;
import io.dss.transport.TransportCounters.Count;
import java.io.EOFException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;

/** One connection that a peer dialed: what the peer begins comes in on it, and answers go back. {@link #run} is its reading thread. */
final class InboundConnection implements Runnable {
  private static final Logger LOG = Logger.getLogger(InboundConnection.class.getName());
  private static final int PROOF_FRAME_BYTES = Frame.HEAD_BYTES + 64;
  private final TransportEnvironment environment;
  private final Inbound inbound;
  private final Handshake handshake;
  private final Wire wire;
  private final Seat seat;
  private final FrameReader reader;
  private final Outbox outbox;
  private final long provenByNanos;
  private final AtomicInteger answering = new AtomicInteger();
  /** Set once, by whichever of reader, sweep, successor and stop is first. */
  private volatile boolean ended;
  /** Never set after {@link #ended}. */
  private volatile boolean proven;
  private volatile boolean finishing;

  InboundConnection(TransportEnvironment environment, Inbound inbound, Handshake handshake, Wire wire, Seat seat) {
    this.environment = environment;
    this.inbound = inbound;
    this.handshake = handshake;
    this.wire = wire;
    this.seat = seat;
    this.reader = new FrameReader(wire.in(), environment.time(), environment.counters());
    // A pong says "I heard you lately", not "I got that ping": it must not wait behind a long frame that is still coming in.
    this.outbox = new Outbox(environment, wire, List.of(Frame.PONG), new Outbox.Beat(Frame.PONG, this::heardSinceLastBeat));
    this.provenByNanos = environment.nanosFromNow(environment.settings().dialing().handshakeTimeoutMillis());
  }

  @Override
  public void run() {
    try {
      beProven();
      int maxBytes = environment.settings().limits().maxFrameBytes();
      while (true) take(reader.read(maxBytes));
    } catch (BrokenFrame e) {
      end(Optional.of(e.why()), e.getMessage());
    } catch (IOException | IllegalStateException e) {
      end(proven ? Optional.empty() : Optional.of(RefusalCause.HANDSHAKE_TIMEOUT), Sockets.reason(e));
    } finally {
      end(Optional.empty(), "its reader failed");
      seat.leave(this); // again: it may have been taken while another thread ended the connection
      inbound.ended(this);
    }
  }

  private void beProven() throws IOException {
    Frame first = reader.read(PROOF_FRAME_BYTES);
    if (first.kind() != Frame.Kind.PROOF) throw new BrokenFrame(RefusalCause.PROOF_EXPECTED, first.kind() + " came first");
    if (!handshake.proven(environment.secret(), Purpose.DIALER, first.text())) {
      throw new BrokenFrame(RefusalCause.WRONG_SECRET, "its proof is wrong, as one of another handshake is");
    }
    if (!seat.take(this, handshake.call())) throw new BrokenFrame(RefusalCause.STALE_CONNECTION, "a newer one is there");
    if (!becomeProven()) throw new EOFException("it was given up before its proof came");
    environment.counters().add(Count.CONNECTIONS_OPENED);
    inbound.proven(this);
  }

  private void take(Frame frame) throws IOException {
    switch (frame.kind()) {
      case ONE_WAY -> deliver(() -> oneWay(frame));
      case REQUEST -> deliver(() -> request(frame));
      case PING -> LOG.log(Level.FINEST, "ping of {0}", peer().incarnation());
      case ANSWER, REFUSED, PONG, PROOF -> throw new BrokenFrame(RefusalCause.MALFORMED_FRAME, frame.kind() + " from the dialing side");
    }
  }

  private void deliver(Runnable delivery) throws IOException {
    if (!seat.deliver(this, delivery)) throw new BrokenFrame(RefusalCause.STALE_CONNECTION, "a newer one has replaced it");
  }

  private void oneWay(Frame frame) {
    if (handshake.carries(frame.channel().orElseThrow())) {
      inbound.recipients().deliver(peer(), frame.channel().orElseThrow(), frame.body());
    } else {
      environment.counters().add(Count.DROPPED_NOT_FORMED);
    }
  }

  private void request(Frame frame) {
    if (!handshake.carries(frame.channel().orElseThrow())) {
      environment.counters().add(Count.DROPPED_NOT_FORMED);
      outbox.offer(frame.refusal("not formed in one cluster with the asker"));
    } else if (answering.get() >= environment.settings().limits().pendingRequests()) {
      outbox.offer(frame.refusal("too many requests of this peer are being answered"));
    } else {
      answering.incrementAndGet();
      inbound.recipients().ask(peer(), frame.channel().orElseThrow(), frame.body()).whenComplete((answer, failure) -> answer(frame, answer, failure));
    }
  }

  /** Runs on whatever thread completed the answer. */
  private void answer(Frame request, byte[] answer, Throwable failure) {
    Offer offer = outbox.offer(answerFrame(request, answer, failure));
    answering.decrementAndGet();
    if (offer != Offer.TAKEN) environment.counters().add(Count.DROPPED_LATE_ANSWER);
  }

  private Frame answerFrame(Frame request, byte[] answer, Throwable failure) {
    if (failure != null) {
      Throwable cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
      return request.refusal(String.valueOf(cause.getMessage()));
    }
    if (answer == null) return request.refusal("the responder gave no answer");
    Frame frame = request.answer(answer);
    int maxBytes = environment.settings().limits().maxFrameBytes();
    return frame.lengthBytes() <= maxBytes ? frame : request.refusal("the answer is longer than " + maxBytes + " bytes");
  }

  private boolean heardSinceLastBeat() {
    long now = environment.time().monotonicNanos();
    return now - reader.lastHeardNanos() < environment.settings().heartbeat().pingMillis() * 2_000_000L;
  }

  /** Ends what is silent, and what has not proven itself in time. Called about every {@link UpgradeTransport#SWEEP_MILLIS}; must not block. */
  void sweep(long nowNanos) {
    if (proven && nowNanos - reader.lastHeardNanos() > environment.settings().heartbeat().silenceMillis() * 1_000_000L) {
      cut(Optional.of(RefusalCause.SILENCE), "nothing heard of it");
    } else if (!proven && nowNanos - provenByNanos >= 0) {
      cut(Optional.of(RefusalCause.HANDSHAKE_TIMEOUT), "no proof came");
    }
  }

  /**
   * Ends it from outside, on a thread made for that: a container's close may flush, and so wait. The reading thread may notice much later (Payara's
   * reads on for up to 30 s), which is why nothing waits for it: the seat is given up at once and frames that still come are not delivered.
   */
  void cut(Optional<RefusalCause> cause, String what) {
    outbox.close();
    if (!ended) inbound.aside("dss-peer-from-" + peer().node() + "-cut", () -> end(cause, what));
  }

  private synchronized boolean becomeProven() {
    proven = !ended;
    return proven;
  }

  private synchronized boolean becomeEnded() {
    boolean first = !ended;
    ended = true;
    return first;
  }

  private void end(Optional<RefusalCause> cause, String what) {
    if (!becomeEnded()) return;
    outbox.close();
    seat.leave(this);
    if (proven) environment.counters().add(Count.CONNECTIONS_LOST);
    cause.ifPresent(environment.counters()::add);
    Level level = cause.isPresent() ? Level.WARNING : Level.INFO;
    String why = cause.map(refusal -> refusal.code() + ": ").orElse("") + what;
    LOG.log(level, "connection of {0} ended: {1}", new Object[] {peer().incarnation(), why});
    wire.cut().run();
  }

  /** Takes no part any more once what is being answered has been answered, or at the deadline. */
  void finish(long deadlineNanos) {
    if (finishing) return;
    finishing = true;
    if (proven) outbox.finish(deadlineNanos, () -> answering.get() == 0);
    else cut(Optional.empty(), "this node stops");
  }

  Outbox outbox() {
    return outbox;
  }

  Handshake handshake() {
    return handshake;
  }

  boolean proven() {
    return proven;
  }

  Peer peer() {
    return handshake.call().hello().who();
  }
}
