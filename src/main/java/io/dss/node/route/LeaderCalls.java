package io.dss.node.route;

import io.dss.kernel.MalformedBinary;
import io.dss.kernel.NodeId;
import io.dss.spi.PeerTransport;
import io.dss.spi.TimeSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Carries the calls of one service to the leader, wherever it is, and sends them again until their deadline: to the next leader when leadership
 * changes, after a lost connection, after "not me". That is safe because whatever changes something carries a stamp. A call ends with the answer, or
 * with a {@link Refusal} that says truthfully whether anything may have happened.
 *
 * <p>Thread-safe; nothing blocks. A call holds no thread while it waits, and at most {@link #MAX_CALLS} are under way.
 *
 * @param <Q> what is asked
 * @param <R> what is answered
 */
public final class LeaderCalls<Q, R> {
  /** Calls under way on one node; more are refused as overload. */
  public static final int MAX_CALLS = 20_000;
  /** How long to wait before asking again when there was nobody to ask, or who was asked did not lead. */
  static final long RETRY_MILLIS = 25;

  private final PeerTransport.Channel channel;
  private final PeerTransport transport;
  private final Leadership leadership;
  private final NodeId self;
  private final CallCodec<Q, R> codec;
  private final LeaderHandler<Q, R> local;
  private final TimeSource time;
  private final ScheduledExecutorService timer;
  private final AtomicLong ids = new AtomicLong();
  private final Map<Long, Call> calls = new ConcurrentHashMap<>();
  private volatile boolean stopping;

  public LeaderCalls(PeerTransport.Channel channel, PeerTransport transport, Leadership leadership, NodeId self, CallCodec<Q, R> codec,
      LeaderHandler<Q, R> local, TimeSource time, ScheduledExecutorService timer) {
    this.channel = channel;
    this.transport = transport;
    this.leadership = leadership;
    this.self = self;
    this.codec = codec;
    this.local = local;
    this.time = time;
    this.timer = timer;
    transport.respond(channel, this::respond);
    leadership.onChange(this::leaderChanged);
  }

  /** Carries {@code request} to the leader. @param deadlineNanos on the monotonic clock; the stage has completed soon after it */
  public CompletionStage<R> call(Q request, long deadlineNanos) {
    if (stopping) return CompletableFuture.failedFuture(stoppingRefusal());
    if (calls.size() >= MAX_CALLS) {
      return CompletableFuture.failedFuture(
          new Refusal(Refusal.Code.OVERLOADED, MAX_CALLS + " calls are under way on this node, the most there may be", leadership.leader(), 1_000));
    }
    Call call = new Call(ids.incrementAndGet(), request, deadlineNanos);
    calls.put(call.id, call);
    call.result.whenComplete((reply, failure) -> calls.remove(call.id));
    call.attempt();
    return call.result;
  }

  /** How many calls are under way. */
  public int underWay() {
    return calls.size();
  }

  /** Ends the calls whose deadline is over. Called by a timer several times a second: one walk over all of them is cheaper than a timer for each. */
  public void endOverdue() {
    long now = time.monotonicNanos();
    calls.values().forEach(call -> call.endIfOverdue(now));
  }

  /** Answers every call that is under way, parked ones too, and refuses new ones: this node is stopping. */
  public void stop() {
    stopping = true;
    calls.values().forEach(call -> call.refuse(stoppingRefusal()));
  }

  private Refusal stoppingRefusal() {
    return new Refusal(Refusal.Code.STOPPING, "node " + self + " is stopping; ask another one", leadership.leader().filter(leader -> !leader.equals(self)), 1_000);
  }

  private void leaderChanged() {
    Optional<NodeId> leader = leadership.leader();
    calls.values().forEach(call -> call.leaderIs(leader));
  }

  private CompletionStage<byte[]> respond(PeerTransport.Peer from, byte[] frame) {
    Q request;
    long deadlineNanos;
    try {
      CallFrames.Request read = CallFrames.request(frame);
      request = codec.decodeRequest(read.body());
      deadlineNanos = time.monotonicNanos() + TimeUnit.MILLISECONDS.toNanos(read.remainingMillis());
    } catch (MalformedBinary malformed) {
      return CompletableFuture.failedFuture(malformed);
    }
    return local.handle(request, deadlineNanos)
        .handle((reply, failure) -> failure == null ? CallFrames.answered(codec.encodeReply(reply)) : CallFrames.failed(unwrapped(failure)));
  }

  static Throwable unwrapped(Throwable failure) {
    Throwable at = failure;
    while (at instanceof CompletionException && at.getCause() != null) at = at.getCause();
    return at;
  }

  /** One call on its way. Attempts are numbered, and only the latest one's outcome counts. */
  private final class Call {
    private final long id;
    private final Q request;
    private final long deadlineNanos;
    private final CompletableFuture<R> result = new CompletableFuture<>();
    private final long beganNanos = time.monotonicNanos();
    private long attempt;
    private NodeId asked;
    /** An earlier attempt may have been carried out. */
    private boolean perhapsDone;
    private Refusal lastRefusal;
    private int nextAsked;

    Call(long id, Q request, long deadlineNanos) {
      this.id = id;
      this.request = request;
      this.deadlineNanos = deadlineNanos;
    }

    synchronized void attempt() {
      if (result.isDone()) return;
      long number = ++attempt;
      long remainingNanos = deadlineNanos - time.monotonicNanos();
      if (remainingNanos <= 0) {
        refuse(outOfTime());
        return;
      }
      asked = target();
      if (asked == null) {
        again(RETRY_MILLIS);
      } else if (asked.equals(self)) {
        local.handle(request, deadlineNanos).whenComplete((reply, failure) -> ended(number, reply, failure));
      } else {
        long remainingMillis = Math.max(1, TimeUnit.NANOSECONDS.toMillis(remainingNanos));
        transport.request(asked, channel, CallFrames.request(remainingMillis, codec.encodeRequest(request)), remainingNanos)
            .whenComplete((frame, failure) -> answered(number, frame, failure));
      }
    }

    private NodeId target() {
      NodeId leader = leadership.leader().orElse(null);
      List<NodeId> others = leadership.askInstead();
      return leader != null || others.isEmpty() ? leader : others.get((int) ((id + nextAsked++) % others.size()));
    }

    private void answered(long number, byte[] frame, Throwable failure) {
      if (failure != null) {
        ended(number, null, unwrapped(failure));
        return;
      }
      try {
        ended(number, codec.decodeReply(CallFrames.answer(frame)), null);
      } catch (NotLeading | Refusal | OutcomeUnknown said) {
        ended(number, null, said);
      } catch (MalformedBinary malformed) {
        ended(number, null, new OutcomeUnknown(asked + " answered with what is no answer: " + malformed.getMessage()));
      }
    }

    private synchronized void ended(long number, R reply, Throwable failure) {
      if (result.isDone() || number != attempt && failure != null) return;
      if (failure == null) {
        result.complete(reply);
        return;
      }
      Throwable cause = unwrapped(failure);
      if (cause instanceof NotLeading not) {
        leadership.told(asked, not.leader());
        settled();
      } else if (cause instanceof Refusal refusal) {
        refused(refusal);
      } else if (cause instanceof PeerTransport.Failure.NotSent) {
        settled();
      } else {
        perhapsDone = true;
        again(RETRY_MILLIS);
      }
    }

    private void refused(Refusal refusal) {
      boolean mayPass = refusal.code() == Refusal.Code.NO_QUORUM || refusal.code() == Refusal.Code.NO_LEADER || refusal.code() == Refusal.Code.STOPPING;
      lastRefusal = refusal;
      if (mayPass) settled();
      else refuse(perhapsDone ? outOfTime() : refusal);
    }

    /** This attempt has surely done nothing: nobody is asked until the next one. */
    private void settled() {
      asked = null;
      again(RETRY_MILLIS);
    }

    private void again(long millis) {
      long remainingNanos = Math.max(0, deadlineNanos - time.monotonicNanos());
      timer.schedule(this::attempt, Math.min(remainingNanos, TimeUnit.MILLISECONDS.toNanos(millis)), TimeUnit.NANOSECONDS);
    }

    /** What is under way at a node that no longer leads is not waited for: that node may be paused, and would answer in a minute or never. */
    synchronized void leaderIs(Optional<NodeId> leader) {
      if (result.isDone() || asked == null || leader.isEmpty() || leader.get().equals(asked)) return;
      perhapsDone = true;
      attempt();
    }

    void endIfOverdue(long nowNanos) {
      if (deadlineNanos - nowNanos > 0) return;
      synchronized (this) {
        perhapsDone |= asked != null;
        refuse(outOfTime());
      }
    }

    synchronized void refuse(Refusal refusal) {
      boolean unknown = perhapsDone && refusal.code() == Refusal.Code.STOPPING && codec.changes(request);
      result.completeExceptionally(unknown ? outOfTime() : refusal);
    }

    private Refusal outOfTime() {
      Optional<NodeId> leader = leadership.leader();
      if (perhapsDone && codec.changes(request)) {
        return new Refusal(Refusal.Code.UNKNOWN_OUTCOME, "it was sent to the leader, and no answer came in time; it may or may not have happened", leader, 0);
      }
      if (lastRefusal != null) return lastRefusal;
      long waitedMillis = TimeUnit.NANOSECONDS.toMillis(time.monotonicNanos() - beganNanos);
      return new Refusal(Refusal.Code.NO_LEADER, "node " + self + " knew no leader that answered within " + waitedMillis + " ms; nothing was changed", leader, 1_000);
    }
  }
}
