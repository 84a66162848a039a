package io.dss.node.cluster;

import io.dss.kernel.NodeId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * A node that gives to the others what it has, and goes on carrying calls to them: what an operator asks for before it is stopped. Thread-safe; nothing blocks. A restart ends it.
 */
public interface Draining {
  /**
   * How far it came.
   *
   * @param leader who leads now, as this node knows
   * @param left what could not be handed over in time, in words; empty when the process may be stopped without anybody noticing
   */
  record Drained(Optional<NodeId> leader, List<String> left) {
    public Drained {
      left = List.copyOf(left);
    }
  }

  /**
   * Is not ready from here on: writes modified lines to main memory, lets topics go, hands leadership over and leaves the view, in this order. Asked again, it does what is left.
   * Completes when that is done or its time is over; fails with a {@link io.dss.node.route.Refusal} where the node takes no part in a cluster yet, or is stopping.
   */
  CompletionStage<Drained> drain();

  /** Joins again; completes when that has begun, and the node is ready when it has its leases. Changes nothing on a node that is not draining. */
  CompletionStage<Void> cancel();

  /** Whether a drain was asked for and not cancelled. */
  boolean draining();
}
