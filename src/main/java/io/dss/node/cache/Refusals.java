package io.dss.node.cache;

import io.dss.coherence.link.PeerLink;
import io.dss.kernel.NodeId;
import io.dss.node.route.Refusal;
import java.util.Optional;

/** Why a call has no answer, in words that say what to do. Any thread, but for {@link #inVain}. */
final class Refusals {
  private static final String NOTHING = "; nothing was changed";

  private final NodeId self;
  private final LineLoop loop;

  Refusals(NodeId self, LineLoop loop) {
    this.self = self;
    this.loop = loop;
  }

  Refusal stopping() {
    return new Refusal(Refusal.Code.STOPPING, "node " + self + " is stopping; ask another one", Optional.empty(), 1_000);
  }

  /** The loop does not take it. */
  Refusal notTaken() {
    return loop.stopping() ? stopping() : overloaded("the cache of node " + self + " has more to do than it can queue");
  }

  Refusal linkFull() {
    return overloaded("another cache node has not acknowledged " + (PeerLink.WINDOW_BYTES >> 20) + " MB of messages of node " + self
        + ", the most there may be: it is slow or away");
  }

  Refusal tooLate() {
    return overloaded("node " + self + " came to the call after its deadline");
  }

  Refusal tooManyComing() {
    return overloaded("as many lines are on their way to node " + self + " as there may be (dss.cache.max-inflight and dss.cache.max-waiting-calls), and do not come");
  }

  Refusal noRoom() {
    return overloaded("what node " + self + " has written is as much as may be kept until main memory has it (dss.cache.max-dirty-bytes),"
        + " and main memory is slower");
  }

  Refusal tooManyFlushes() {
    return overloaded(NodeLimits.MAX_FLUSHES + " flushes are under way on node " + self + ", the most there may be");
  }

  Refusal tooManyWalks() {
    return overloaded(NodeLimits.MAX_WALKS + " lists of keys are being made on node " + self + ", the most there may be");
  }

  Refusal tooManyListening() {
    return new Refusal(Refusal.Code.LIMIT_REACHED, NodeLimits.MAX_LISTENING + " streams wait for changes of node " + self + ", the most there may be",
        Optional.empty(), 1_000);
  }

  private static Refusal overloaded(String what) {
    return new Refusal(Refusal.Code.OVERLOADED, what + NOTHING, Optional.empty(), 1_000);
  }

  Refusal storeWasFull() {
    return new Refusal(Refusal.Code.STORE_FULL, "main memory of the cache was full" + NOTHING + ". Delete keys, or give it more room", Optional.empty(), 0);
  }

  Refusal unknown(String what) {
    return new Refusal(Refusal.Code.UNKNOWN_OUTCOME, what + "; it may or may not happen", Optional.empty(), 0);
  }

  /** Nothing came of a call in time. On the loop. */
  Refusal inVain(OpenCall call) {
    if (!loop.acting(call.bucket)) {
      return new Refusal(Refusal.Code.NO_LEADER, "node " + self + " holds no lease for the cache: it is cut off from the leader, or there is none" + NOTHING,
          Optional.empty(), 1_000);
    }
    Optional<Refusal> trouble = loop.store().trouble(call.bucket);
    if (trouble.isPresent()) return trouble.get();
    NodeId home = loop.home(call.bucket);
    String why = loop.lines().peek(call.bucket).open() ? "another node that has the key, or its home " + home + ", does not answer"
        : "its home " + home + " is new and has not heard of all nodes";
    return new Refusal(Refusal.Code.MOVING, "key '" + call.key() + "': " + why + NOTHING, Optional.of(home), 1_000);
  }
}
