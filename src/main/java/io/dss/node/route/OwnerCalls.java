package io.dss.node.route;

import io.dss.kernel.NodeId;
import io.dss.spi.PeerTransport;
import io.dss.spi.TimeSource;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import java.util.function.LongFunction;

/**
 * Carries the calls of one service to the owner of the name they are about, by the ring this node has, and sends them again until their deadline:
 * when the ring gives the name to another node, after a lost connection, after {@link NotOwner}. That is safe because whatever changes something
 * carries a stamp, and because an owner that was replaced is fenced. A call ends with the answer, or with a {@link Refusal} that says truthfully
 * whether anything may have happened. It takes one hop: who is not the owner refuses and never sends it on.
 *
 * <p>Thread-safe; nothing blocks. A call holds no thread while it waits, and at most {@link #MAX_CALLS} are under way.
 *
 * @param <Q> what is asked
 * @param <R> what is answered
 */
public final class OwnerCalls<Q, R> {
  /** Calls under way on one node; more are refused as overload. */
  public static final int MAX_CALLS = Calls.MAX_CALLS;

  private final Calls<Q, R> calls;
  private final Placement placement;
  private final Function<Q, String> name;
  private final String noun;
  private final NodeId self;

  /**
   * @param noun of what the names are names of, for people: {@code topic}
   * @param name what a request is about, as the ring has it; not asked for requests that are addressed to a node
   */
  public OwnerCalls(PeerTransport.Channel channel, PeerTransport transport, Placement placement, NodeId self, CallCodec<Q, R> codec, String noun,
      Function<Q, String> name, OwnerHandler<Q, R> local, TimeSource time, ScheduledExecutorService timer) {
    this.calls = new Calls<>(new Calls.Ports<>(channel, transport, self, codec, local::handle, time, timer));
    this.placement = placement;
    this.noun = noun;
    this.name = name;
    this.self = self;
    placement.onChange(() -> calls.turned(true));
  }

  /**
   * Carries a request to the owner of its name.
   *
   * @param request what to ask, by how many milliseconds the call has been under way: a wait is shorter in a later attempt. Its name and
   *     whether it changes anything are always the same
   * @param deadlineNanos on the monotonic clock; the stage has completed soon after it
   */
  public CompletionStage<Answered<R>> call(LongFunction<Q> request, long deadlineNanos) {
    return calls.call(request, new ToOwner(placement, noun, name.apply(request.apply(0)), self), deadlineNanos);
  }

  /** Asks {@code node} and no other; refused as {@code MOVING} as soon as it is no member of the ring any more. */
  public CompletionStage<Answered<R>> callAt(NodeId node, Q request, long deadlineNanos) {
    return calls.call(passed -> request, new ToMember(placement, node, self), deadlineNanos);
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

  /** Who is not there says nothing of who is: the ring does. */
  private interface OnRing extends Route {
    @Override
    default Optional<NodeId> notHere(NodeId asked, Exception said) {
      return Optional.empty();
    }

    /** Another owner, or the same a little later, may take it: the topics of a node that stops move. What the store or a limit says is final. */
    @Override
    default boolean mayPass(Refusal refusal) {
      return refusal.code() == Refusal.Code.STOPPING || refusal.code() == Refusal.Code.MOVING;
    }
  }

  /** That an owner is stopping is nothing that its asker could mend by asking another node: to him it is a topic that moves. */
  private static boolean moves(Optional<Refusal> last) {
    return last.filter(refusal -> refusal.code() == Refusal.Code.MOVING).isPresent();
  }

  private record ToOwner(Placement placement, String noun, String name, NodeId self) implements OnRing {
    @Override
    public Optional<NodeId> ask(long turn) {
      return answers();
    }

    @Override
    public Optional<NodeId> answers() {
      return placement.ring().flatMap(ring -> ring.owner(name));
    }

    @Override
    public Refusal inVain(long waitedMillis, Optional<Refusal> last) {
      if (moves(last)) return last.get();
      if (placement.ring().isEmpty()) {
        return new Refusal(Refusal.Code.NO_LEADER, "node " + self + " has not learned yet which nodes there are, after " + waitedMillis
            + " ms; nothing was changed", Optional.empty(), 1_000);
      }
      String owner = answers().map(node -> "its owner is " + node + ", which did not take the call").orElse("no node that could own it is alive");
      return new Refusal(Refusal.Code.MOVING,
          noun + " '" + name + "' is moving to another node: " + owner + " within " + waitedMillis + " ms; nothing was changed", answers(), 1_000);
    }

    @Override
    public String whom() {
      return "the owner of '" + name + "'";
    }
  }

  private record ToMember(Placement placement, NodeId node, NodeId self) implements OnRing {
    @Override
    public Optional<NodeId> ask(long turn) {
      return Optional.of(node);
    }

    @Override
    public Optional<NodeId> answers() {
      return Optional.of(node);
    }

    @Override
    public boolean over() {
      return placement.ring().filter(ring -> ring.nodes().members().contains(node)).isEmpty();
    }

    @Override
    public Refusal inVain(long waitedMillis, Optional<Refusal> last) {
      if (moves(last)) return last.get();
      String why = over() ? " has left the ring" : " did not answer within " + waitedMillis + " ms";
      String detail = "node " + node + why + ": what it owns is moving to another node; nothing was changed";
      return new Refusal(Refusal.Code.MOVING, detail, Optional.of(node), 1_000);
    }

    @Override
    public String whom() {
      return "node " + node;
    }
  }
}
