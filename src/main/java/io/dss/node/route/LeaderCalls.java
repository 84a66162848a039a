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

  private static final System.Logger LOG = System.getLogger(LeaderCalls.class.getName());

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
    // It may have come in just behind the walk of stop().
    if (stopping) call.refuse(stoppingRefusal());
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

  /**
   * One call on its way. Attempts are numbered; of failures only the latest attempt's counts, an answer is one whichever attempt it is to. Its monitor is
   * never held while others are called: a leadership tells all calls of a change, from within any of them.
   */
  private final class Call {
    private final long id;
    private final Q request;
    private final long deadlineNanos;
    private final CompletableFuture<R> result = new CompletableFuture<>();
    private final long beganNanos = time.monotonicNanos();
    private long attempt;
    /** Who may be carrying it out right now; null while it is surely with nobody. */
    private NodeId asked;
    /** An earlier attempt may have been carried out. */
    private boolean perhapsDone;
    private Refusal lastRefusal;
    private boolean hintFollowed;
    private int nextAsked;

    Call(long id, Q request, long deadlineNanos) {
      this.id = id;
      this.request = request;
      this.deadlineNanos = deadlineNanos;
    }

    void attempt() {
      long remainingNanos = deadlineNanos - time.monotonicNanos();
      if (remainingNanos <= 0) {
        refuse(nothingDone());
        return;
      }
      long number;
      NodeId to;
      synchronized (this) {
        if (result.isDone()) return;
        number = ++attempt;
        asked = target();
        to = asked;
      }
      if (to == null) again(RETRY_MILLIS);
      else send(number, to, remainingNanos);
    }

    private NodeId target() {
      NodeId leader = leadership.leader().orElse(null);
      List<NodeId> others = leadership.askInstead();
      return leader != null || others.isEmpty() ? leader : others.get((int) ((id + nextAsked++) % others.size()));
    }

    private void send(long number, NodeId to, long remainingNanos) {
      try {
        if (to.equals(self)) {
          local.handle(request, deadlineNanos).whenComplete((reply, failure) -> ended(number, reply, failure));
          return;
        }
        long remainingMillis = Math.max(1, TimeUnit.NANOSECONDS.toMillis(remainingNanos));
        transport.request(to, channel, CallFrames.request(remainingMillis, codec.encodeRequest(request)), remainingNanos)
            .whenComplete((frame, failure) -> answered(number, to, frame, failure));
      } catch (RuntimeException broken) {
        LOG.log(System.Logger.Level.ERROR, "a call could not be handed to " + to, broken);
        ended(number, null, broken);
      }
    }

    private void answered(long number, NodeId from, byte[] frame, Throwable failure) {
      if (failure != null) {
        ended(number, null, failure);
        return;
      }
      try {
        ended(number, codec.decodeReply(CallFrames.answer(frame)), null);
      } catch (NotLeading | Refusal | OutcomeUnknown said) {
        ended(number, null, said);
      } catch (MalformedBinary malformed) {
        ended(number, null, new OutcomeUnknown(from + " answered with what is no answer: " + malformed.getMessage()));
      }
    }

    private void ended(long number, R reply, Throwable failure) {
      if (failure == null) {
        result.complete(reply);
        return;
      }
      Throwable cause = unwrapped(failure);
      NodeId from;
      synchronized (this) {
        if (result.isDone() || number != attempt) return;
        from = asked;
        if (surelyNotDone(cause)) asked = null;
        else perhapsDone = true;
        if (cause instanceof Refusal refusal) lastRefusal = refusal;
      }
      if (cause instanceof NotLeading not) followHint(from, not.leader());
      else if (cause instanceof Refusal refusal && !mayPass(refusal)) refuse(refusal);
      else again(RETRY_MILLIS);
    }

    /** A node that names another leader saves the wait, but not twice in a row: two that name each other would be asked without a pause. */
    private void followHint(NodeId from, Optional<NodeId> leader) {
      leadership.told(from, leader);
      boolean follow;
      synchronized (this) {
        hintFollowed = !hintFollowed && leader.isPresent();
        follow = hintFollowed;
      }
      if (follow) attempt();
      else again(RETRY_MILLIS);
    }

    private void again(long millis) {
      long remainingNanos = Math.max(0, deadlineNanos - time.monotonicNanos());
      timer.schedule(this::attempt, Math.min(remainingNanos, TimeUnit.MILLISECONDS.toNanos(millis)), TimeUnit.NANOSECONDS);
    }

    /** What is under way at a node that no longer leads is not waited for: that node may be paused, and would answer in a minute or never. */
    void leaderIs(Optional<NodeId> leader) {
      synchronized (this) {
        if (result.isDone() || asked == null || leader.isEmpty() || leader.get().equals(asked)) return;
        perhapsDone = true;
      }
      attempt();
    }

    void endIfOverdue(long nowNanos) {
      if (deadlineNanos - nowNanos <= 0) refuse(nothingDone());
    }

    /** Ends the call; {@code refusal} promises that nothing was changed, so it is given only where that is sure. */
    void refuse(Refusal refusal) {
      boolean unknown;
      synchronized (this) {
        unknown = (perhapsDone || asked != null) && codec.changes(request);
      }
      result.completeExceptionally(!unknown ? refusal : new Refusal(Refusal.Code.UNKNOWN_OUTCOME,
          "it was sent to the leader, and no answer came in time; it may or may not have happened", leadership.leader(), 0));
    }

    private Refusal nothingDone() {
      synchronized (this) {
        if (lastRefusal != null) return lastRefusal;
      }
      long waitedMillis = TimeUnit.NANOSECONDS.toMillis(time.monotonicNanos() - beganNanos);
      return new Refusal(Refusal.Code.NO_LEADER, "node " + self + " knew no leader that answered within " + waitedMillis + " ms; nothing was changed",
          leadership.leader(), 1_000);
    }
  }

  private static boolean surelyNotDone(Throwable cause) {
    return cause instanceof NotLeading || cause instanceof Refusal || cause instanceof PeerTransport.Failure.NotSent;
  }

  /** Another leader, or the same a little later, may take it. */
  private static boolean mayPass(Refusal refusal) {
    return refusal.code() == Refusal.Code.NO_QUORUM || refusal.code() == Refusal.Code.NO_LEADER || refusal.code() == Refusal.Code.STOPPING;
  }
}
