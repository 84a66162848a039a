package io.dss.transport;

import io.dss.transport.FrameQueue.Offer;
import io.dss.transport.TransportCounters.Count;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The sending half of a connection: a bounded queue and, in {@link #run}, the thread that empties it and flushes once it has run dry. When it ends,
 * for whatever reason, it cuts the wire, so that the reading half ends too and cleans up.
 */
final class Outbox implements Runnable {
  private static final Logger LOG = Logger.getLogger(Outbox.class.getName());
  /** How often a finishing outbox looks whether what it waits for has come. */
  private static final long FINISH_POLL_NANOS = 2_000_000;

  /**
   * Keeps the other side sure of us.
   *
   * @param wanted asked each time a beat is due
   */
  record Beat(Frame frame, BooleanSupplier wanted) {}

  private final TransportEnvironment environment;
  private final Wire wire;
  private final List<Frame> opening;
  private final FrameWriter writer;
  private final FrameQueue queue;
  private final Beat beat;
  private volatile Optional<Finish> finish = Optional.empty();

  private record Finish(long deadlineNanos, BooleanSupplier idle) {}

  /** @param opening what is written before anything else */
  Outbox(TransportEnvironment environment, Wire wire, List<Frame> opening, Beat beat) {
    this.environment = environment;
    this.wire = wire;
    this.opening = opening;
    this.writer = new FrameWriter(wire.out(), environment.counters());
    this.queue = new FrameQueue(environment.settings().limits());
    this.beat = beat;
  }

  /** Never blocks. */
  Offer offer(Outgoing next) {
    Offer offer = queue.offer(next);
    if (offer == Offer.FULL) environment.counters().add(Count.DROPPED_QUEUE_FULL);
    if (offer == Offer.CLOSED) environment.counters().add(Count.DROPPED_NO_CONNECTION);
    return offer;
  }

  /** Ends once the queue is empty and {@code idle} says so, at the deadline at the latest. */
  void finish(long deadlineNanos, BooleanSupplier idle) {
    finish = Optional.of(new Finish(deadlineNanos, idle));
    queue.wake();
  }

  /** Takes nothing more and forgets what is queued. */
  void close() {
    queue.close();
  }

  @Override
  public void run() {
    try {
      writeAll();
    } catch (IOException e) {
      LOG.log(Level.FINE, "writing to a peer ended: {0}", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      queue.close();
      wire.cut().run();
    }
  }

  private void writeAll() throws IOException, InterruptedException {
    long pingNanos = environment.settings().heartbeat().pingMillis() * 1_000_000L;
    for (Frame frame : opening) writer.write(frame);
    long nextBeat = environment.time().monotonicNanos() + pingNanos;
    while (!queue.closed()) {
      long wait = nextBeat - environment.time().monotonicNanos();
      if (wait <= 0) {
        if (beat.wanted().getAsBoolean()) writer.write(beat.frame());
        nextBeat = environment.time().monotonicNanos() + pingNanos;
      }
      // Asked before the queue is: who leaves nothing more to wait for has offered its last frame before it says so.
      boolean finished = finished();
      Optional<Outgoing> next = queue.poll(0);
      if (next.isEmpty()) {
        writer.flush();
        if (finished) return;
        next = queue.poll(finish.isPresent() ? FINISH_POLL_NANOS : wait);
      }
      if (next.isPresent() && next.get().leave()) writer.write(next.get().frame());
    }
  }

  private boolean finished() {
    return finish.map(asked -> asked.idle().getAsBoolean() || environment.past(asked.deadlineNanos())).orElse(false);
  }
}
