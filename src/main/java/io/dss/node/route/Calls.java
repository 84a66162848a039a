package io.dss.node.route;

import io.dss.kernel.MalformedBinary;
import io.dss.kernel.NodeId;
import io.dss.spi.PeerTransport;
import io.dss.spi.TimeSource;
import io.dss.spi.Trail;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;

/**
 * Carries the calls of one service along their {@link Route}s, one hop, and sends them again until their deadline: to the next node when the route
 * turns, after a lost connection, after "not me". That is safe because whatever changes something carries a stamp. A call ends with the answer, or
 * with a {@link Refusal} that says truthfully whether anything may have happened. {@link LeaderCalls} and {@link OwnerCalls} say where to.
 *
 * <p>Thread-safe; nothing blocks. A call holds no thread while it waits, and at most {@link #MAX_CALLS} are under way.
 */
final class Calls<Q, R> {
  /** Calls under way on one node; more are refused as overload. */
  static final int MAX_CALLS = 20_000;
  /** How long to wait before asking again when there was nobody to ask, or who was asked was not the one. */
  static final long RETRY_MILLIS = 25;

  private static final System.Logger LOG = System.getLogger(Calls.class.getName());

  /** Carries out a call on this node: a {@link LeaderHandler} or {@link OwnerHandler}. */
  @FunctionalInterface
  interface Handler<Q, R> {
    CompletionStage<R> handle(Q request, long deadlineNanos);
  }

  /** What it stands on. */
  record Ports<Q, R>(PeerTransport.Channel channel, PeerTransport transport, NodeId self, CallCodec<Q, R> codec, Handler<Q, R> local, TimeSource time,
      ScheduledExecutorService timer) {}

  private final Ports<Q, R> ports;
  private final AtomicLong ids = new AtomicLong();
  private final Map<Long, Call> calls = new ConcurrentHashMap<>();
  private volatile boolean stopping;

  Calls(Ports<Q, R> ports) {
    this.ports = ports;
    ports.transport().respond(ports.channel(), this::respond);
  }

  /**
   * Carries a request along {@code route}.
   *
   * @param request what to ask, by how many milliseconds the call has been under way: a wait is shorter in a later attempt
   * @param deadlineNanos on the monotonic clock; the stage has completed soon after it
   */
  CompletionStage<Answered<R>> call(LongFunction<Q> request, Route route, long deadlineNanos) {
    if (stopping) return CompletableFuture.failedFuture(stoppingRefusal(route));
    if (calls.size() >= MAX_CALLS) {
      return CompletableFuture.failedFuture(
          new Refusal(Refusal.Code.OVERLOADED, MAX_CALLS + " calls are under way on this node, the most there may be", route.answers(), 1_000));
    }
    Call call = new Call(ids.incrementAndGet(), request, route, deadlineNanos);
    calls.put(call.id, call);
    call.result.whenComplete((reply, failure) -> calls.remove(call.id));
    // It may have come in just behind the walk of stop().
    if (stopping) call.refuse(stoppingRefusal(route));
    call.attempt(0);
    return call.result;
  }

  int underWay() {
    return calls.size();
  }

  /** One walk over all of them is cheaper than a timer for each. */
  void endOverdue() {
    long now = ports.time().monotonicNanos();
    calls.values().forEach(call -> call.endIfOverdue(now));
  }

  void stop() {
    stopping = true;
    calls.values().forEach(call -> call.refuse(stoppingRefusal(call.route)));
  }

  /** Routes may have turned. @param askAgain also for the calls that wait to ask again, and not only for those that are under way elsewhere */
  void turned(boolean askAgain) {
    calls.values().forEach(call -> call.turned(askAgain));
  }

  private Refusal stoppingRefusal(Route route) {
    return new Refusal(Refusal.Code.STOPPING, "node " + ports.self() + " is stopping; ask another one",
        route.answers().filter(node -> !node.equals(ports.self())), 1_000);
  }

  private CompletionStage<byte[]> respond(PeerTransport.Peer from, byte[] frame) {
    Q request;
    long deadlineNanos;
    try {
      CallFrames.Request read = CallFrames.request(frame);
      request = ports.codec().decodeRequest(read.body());
      deadlineNanos = ports.time().monotonicNanos() + TimeUnit.MILLISECONDS.toNanos(read.remainingMillis());
    } catch (MalformedBinary malformed) {
      return CompletableFuture.failedFuture(malformed);
    }
    return ports.local().handle(request, deadlineNanos)
        .handle((reply, failure) -> failure == null ? CallFrames.answered(ports.codec().encodeReply(reply)) : CallFrames.failed(unwrapped(failure)));
  }

  static Throwable unwrapped(Throwable failure) {
    Throwable at = failure;
    while (at instanceof CompletionException && at.getCause() != null) at = at.getCause();
    return at;
  }

  /**
   * One call on its way. Attempts are numbered; of failures only the latest attempt's counts, an answer is one whichever attempt it is to. Its
   * monitor is never held while others are called: a leadership tells all calls of a change, from within any of them.
   */
  private final class Call {
    private final long id;
    private final LongFunction<Q> request;
    private final Route route;
    private final boolean changes;
    private final boolean repeatable;
    private final long deadlineNanos;
    private final CompletableFuture<Answered<R>> result = new CompletableFuture<>();
    private final long beganNanos = ports.time().monotonicNanos();
    private final Doubts doubts = new Doubts();
    /** Later attempts come from other threads, and so does the answer, on which the next step of something larger may hang. */
    private final Trail trail = ports.transport().trail();
    private long attempt;
    /** Who may be carrying it out right now; null while it is surely with nobody. */
    private NodeId asked;
    private Refusal lastRefusal;
    private boolean hintFollowed;

    Call(long id, LongFunction<Q> request, Route route, long deadlineNanos) {
      this.id = id;
      this.request = request;
      this.route = route;
      Q asked = request.apply(0);
      this.changes = ports.codec().changes(asked);
      this.repeatable = ports.codec().repeatable(asked);
      this.deadlineNanos = deadlineNanos;
    }

    /** @param after the attempt that it follows; nothing happens if another one has followed it */
    void attempt(long after) {
      long remainingNanos = deadlineNanos - ports.time().monotonicNanos();
      if (remainingNanos <= 0 || route.over() || !repeatable && doubtful()) {
        refuse(nothingDone());
        return;
      }
      NodeId to;
      synchronized (this) {
        if (result.isDone() || attempt != after) return;
        attempt++;
        asked = route.ask(id + after).orElse(null);
        to = asked;
      }
      if (to == null) again(after + 1);
      else trail.on(() -> send(after + 1, to, remainingNanos));
    }

    private synchronized boolean doubtful() {
      return doubts.any();
    }

    private void send(long number, NodeId to, long remainingNanos) {
      try {
        Q now = request.apply(waitedMillis());
        if (to.equals(ports.self())) {
          ports.local().handle(now, deadlineNanos).whenComplete((reply, failure) -> ended(number, to, reply, failure));
          return;
        }
        long remainingMillis = Math.max(1, TimeUnit.NANOSECONDS.toMillis(remainingNanos));
        byte[] frame = CallFrames.request(remainingMillis, ports.codec().encodeRequest(now));
        ports.transport().request(to, ports.channel(), frame, remainingNanos).whenComplete((said, failure) -> answered(number, to, said, failure));
      } catch (RuntimeException broken) {
        LOG.log(System.Logger.Level.ERROR, "a call could not be handed to " + to, broken);
        ended(number, to, null, broken);
      }
    }

    private void answered(long number, NodeId from, byte[] frame, Throwable failure) {
      if (failure != null) {
        ended(number, from, null, failure);
        return;
      }
      try {
        ended(number, from, ports.codec().decodeReply(CallFrames.answer(frame)), null);
      } catch (NotLeading | NotOwner | Refusal | OutcomeUnknown said) {
        ended(number, from, null, said);
      } catch (MalformedBinary malformed) {
        ended(number, from, null, new OutcomeUnknown(from + " answered with what is no answer: " + malformed.getMessage()));
      }
    }

    private void ended(long number, NodeId from, R reply, Throwable failure) {
      if (failure == null) {
        answer(number, from, reply);
        return;
      }
      Throwable cause = unwrapped(failure);
      synchronized (this) {
        if (surelyNotDone(cause)) doubts.cleared(number);
        else doubts.about(number);
        if (result.isDone() || number != attempt) return;
        if (surelyNotDone(cause)) asked = null;
        if (cause instanceof Refusal refusal) lastRefusal = refusal;
      }
      if (cause instanceof NotLeading || cause instanceof NotOwner) followHint(number, route.notHere(from, (Exception) cause));
      else if (cause instanceof Refusal refusal && !route.mayPass(refusal)) refuse(refusal);
      else again(number);
    }

    private void answer(long number, NodeId from, R reply) {
      boolean repeated;
      synchronized (this) {
        repeated = doubts.otherThan(number) || asked != null && number != attempt;
      }
      trail.on(() -> result.complete(new Answered<>(reply, from, repeated)));
    }

    /** A node that names another one saves the wait, but not twice in a row: two that name each other would be asked without a pause. */
    private void followHint(long number, Optional<NodeId> hint) {
      boolean follow;
      synchronized (this) {
        hintFollowed = !hintFollowed && hint.isPresent();
        follow = hintFollowed;
      }
      if (follow) attempt(number);
      else again(number);
    }

    private void again(long number) {
      long remainingNanos = Math.max(0, deadlineNanos - ports.time().monotonicNanos());
      ports.timer().schedule(() -> attempt(number), Math.min(remainingNanos, TimeUnit.MILLISECONDS.toNanos(RETRY_MILLIS)), TimeUnit.NANOSECONDS);
    }

    /** What is under way at a node that is not the one any more is not waited for: that node may be paused, and would answer in a minute or never. */
    void turned(boolean askAgain) {
      Optional<NodeId> to = route.answers();
      boolean over = route.over();
      long number;
      synchronized (this) {
        boolean stays = asked == null ? !askAgain : to.isEmpty() || to.get().equals(asked);
        if (result.isDone() || stays && !over) return;
        if (asked != null) doubts.about(attempt);
        number = attempt;
      }
      attempt(number);
    }

    void endIfOverdue(long nowNanos) {
      if (deadlineNanos - nowNanos <= 0) refuse(nothingDone());
    }

    /** Ends the call; {@code refusal} promises that nothing was changed, so it is given only where that is sure. */
    void refuse(Refusal refusal) {
      boolean unknown;
      synchronized (this) {
        unknown = (doubts.any() || asked != null) && changes && refusal.code() != Refusal.Code.UNKNOWN_OUTCOME;
      }
      Refusal told = !unknown ? refusal : new Refusal(Refusal.Code.UNKNOWN_OUTCOME,
          "it was sent to " + route.whom() + ", and no answer came in time; it may or may not have happened", route.answers(), 0);
      trail.on(() -> result.completeExceptionally(told));
    }

    private Refusal nothingDone() {
      Optional<Refusal> last;
      synchronized (this) {
        last = Optional.ofNullable(lastRefusal);
      }
      return route.inVain(waitedMillis(), last);
    }

    private long waitedMillis() {
      return TimeUnit.NANOSECONDS.toMillis(ports.time().monotonicNanos() - beganNanos);
    }
  }

  private static boolean surelyNotDone(Throwable cause) {
    return cause instanceof NotLeading || cause instanceof NotOwner || cause instanceof PeerTransport.Failure.NotSent
        || cause instanceof Refusal refusal && refusal.code() != Refusal.Code.UNKNOWN_OUTCOME;
  }
}
