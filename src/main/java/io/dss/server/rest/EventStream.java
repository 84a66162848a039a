package io.dss.server.rest;

import io.dss.node.cache.Caches;
import io.dss.node.cache.Caches.ChangePage;
import io.dss.node.route.Refusal;
import io.dss.protocol.Problem;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;

/**
 * One client's stream of changes. It asks for the next page when the one before is on its way, so it has never more than one in memory and holds no thread:
 * a client that does not read is asked for nothing, and after {@link #SLOW_NANOS} it is cut off and may come back with the last id it has seen. Thread-safe.
 */
final class EventStream {
  /** How long a client may leave a page unread. */
  static final long SLOW_NANOS = 30_000_000_000L;
  /** Within which every stream has something written. */
  static final long HEARTBEAT_MILLIS = 15_000;
  /** Changes in a page: some 600 bytes each at most. */
  static final int PAGE = 200;

  /** Where it is written to. Nothing blocks. */
  interface Outlet {
    /** If not, {@link EventStream#writable} is called when it is. */
    boolean isReady();

    void write(byte[] text) throws IOException;

    void flush() throws IOException;

    /** Ends the connection. Called once. */
    void end();
  }

  /** What it does now; it waits for no more than one thing at a time. */
  private enum Phase { WRITING, FLUSHING, ASKING, RESTING, ENDED }

  private final Caches caches;
  private final String prefix;
  private final Executor executor;
  private final LongSupplier nanos;
  private final Outlet outlet;
  private final Runnable ended;
  private Phase phase = Phase.WRITING;
  private byte[] text;
  private String cursor;
  private long sinceNanos;
  private long restNanos;

  /** @param executor for pages, which come on threads of the engine @param ended told once */
  EventStream(Caches caches, EventCalls.Opening opening, Executor executor, LongSupplier nanos, Outlet outlet, Runnable ended) {
    this.caches = caches;
    this.prefix = opening.prefix();
    this.cursor = opening.cursor();
    this.executor = executor;
    this.nanos = nanos;
    this.outlet = outlet;
    this.ended = ended;
    this.text = EventText.opening(cursor);
    this.sinceNanos = nanos.getAsLong();
  }

  /** The outlet takes something again. */
  synchronized void writable() {
    try {
      while ((phase == Phase.WRITING || phase == Phase.FLUSHING) && outlet.isReady()) step();
    } catch (IOException | RuntimeException gone) {
      end();
    }
  }

  private void step() throws IOException {
    if (phase == Phase.WRITING) {
      outlet.write(text);
      text = null;
      phase = Phase.FLUSHING;
    } else {
      outlet.flush();
      phase = Phase.RESTING;
      if (restNanos == 0) ask();
    }
  }

  private void ask() {
    phase = Phase.ASKING;
    caches.changes(Optional.of(cursor), prefix, PAGE, HEARTBEAT_MILLIS).whenComplete((page, thrown) -> {
      try {
        executor.execute(() -> told(page, thrown));
      } catch (RejectedExecutionException stopping) {
        end();
      }
    });
  }

  private synchronized void told(ChangePage page, Throwable thrown) {
    if (phase == Phase.ENDED) return;
    if (thrown == null) {
      text = EventText.page(page, cursor);
      cursor = page.cursor();
      restNanos = 0;
    } else {
      Problem problem = Failures.problem(thrown, false);
      if (!problem.retryable() || Failures.unwrapped(thrown) instanceof Refusal refusal && refusal.code() == Refusal.Code.STOPPING) {
        end();
        return;
      }
      text = EventText.comment(problem.code().text());
      restNanos = Math.max(1, problem.retryAfterMillis() * 1_000_000);
    }
    phase = Phase.WRITING;
    sinceNanos = nanos.getAsLong();
    writable();
  }

  /** Now and then: cuts off a client that does not read, and asks again what could not be answered. */
  synchronized void tick() {
    long restedNanos = nanos.getAsLong() - sinceNanos;
    boolean unread = phase == Phase.WRITING || phase == Phase.FLUSHING;
    if (unread && restedNanos >= SLOW_NANOS) end();
    else if (phase == Phase.RESTING && restedNanos >= restNanos) ask();
  }

  /** The client went away, or the node stops. */
  synchronized void end() {
    if (phase == Phase.ENDED) return;
    phase = Phase.ENDED;
    outlet.end();
    ended.run();
  }
}
