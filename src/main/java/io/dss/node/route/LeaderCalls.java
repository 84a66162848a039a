package io.dss.node.route;

import io.dss.kernel.NodeId;
import io.dss.spi.PeerTransport;
import io.dss.spi.TimeSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;

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
  public static final int MAX_CALLS = Calls.MAX_CALLS;

  private final Calls<Q, R> calls;
  private final Route route;

  public LeaderCalls(PeerTransport.Channel channel, PeerTransport transport, Leadership leadership, NodeId self, CallCodec<Q, R> codec,
      LeaderHandler<Q, R> local, TimeSource time, ScheduledExecutorService timer) {
    this.calls = new Calls<>(new Calls.Ports<>(channel, transport, self, codec, local::handle, time, timer));
    this.route = new ToLeader(leadership, self);
    // Who waits to ask again waits on: two nodes that name each other would have all calls asked without a pause.
    leadership.onChange(() -> calls.turned(false));
  }

  /** Carries {@code request} to the leader. @param deadlineNanos on the monotonic clock; the stage has completed soon after it */
  public CompletionStage<R> call(Q request, long deadlineNanos) {
    return calls.call(passed -> request, route, deadlineNanos).thenApply(Answered::reply);
  }

  /** How many calls are under way. */
  public int underWay() {
    return calls.underWay();
  }

  /** Ends the calls whose deadline is over. Called by a timer several times a second. */
  public void endOverdue() {
    calls.endOverdue();
  }

  /** Answers every call that is under way, parked ones too, and refuses new ones: this node is stopping. */
  public void stop() {
    calls.stop();
  }

  private record ToLeader(Leadership leadership, NodeId self) implements Route {
    @Override
    public Optional<NodeId> ask(long turn) {
      Optional<NodeId> leader = leadership.leader();
      List<NodeId> others = leadership.askInstead();
      return leader.isPresent() || others.isEmpty() ? leader : Optional.of(others.get((int) (turn % others.size())));
    }

    @Override
    public Optional<NodeId> answers() {
      return leadership.leader();
    }

    @Override
    public Optional<NodeId> notHere(NodeId asked, Exception said) {
      Optional<NodeId> leader = said instanceof NotLeading not ? not.leader() : Optional.empty();
      leadership.told(asked, leader);
      return leader;
    }

    /** Another leader, or the same a little later, may take it. */
    @Override
    public boolean mayPass(Refusal refusal) {
      return refusal.code() == Refusal.Code.NO_QUORUM || refusal.code() == Refusal.Code.NO_LEADER || refusal.code() == Refusal.Code.STOPPING;
    }

    @Override
    public Refusal inVain(long waitedMillis, Optional<Refusal> last) {
      return last.orElseGet(() -> new Refusal(Refusal.Code.NO_LEADER,
          "node " + self + " knew no leader that answered within " + waitedMillis + " ms; nothing was changed", leadership.leader(), 1_000));
    }

    @Override
    public String whom() {
      return "the leader";
    }
  }
}
