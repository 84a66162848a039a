package io.dss.node.raft;

import io.dss.kernel.NodeId;
import io.dss.node.route.NotLeading;
import io.dss.node.route.OutcomeUnknown;
import io.dss.node.route.Refusal;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/** Brings calls of any thread onto the loop. Whatever becomes of the loop, each one's result completes, or was handed to who completes it. */
final class Entrance {
  private final NodeId self;
  private final EventLoop loop;
  private final BooleanSupplier open;

  /** @param open asked on the loop: whether the node takes part */
  Entrance(NodeId self, EventLoop loop, BooleanSupplier open) {
    this.self = self;
    this.loop = loop;
    this.open = open;
  }

  /** Runs {@code work} on the loop, which completes {@code result} or sees to it; where it cannot run, or fails, {@code result} fails with the truth. */
  void enter(CompletableFuture<?> result, Runnable work) {
    if (loop.offer(() -> run(result, work))) return;
    result.completeExceptionally(loop.ending() ? new NotLeading(Optional.empty()) : new Refusal(Refusal.Code.OVERLOADED,
        EventLoop.MAX_QUEUED_EVENTS + " events wait for the loop of " + self + ", the most there may be; ask again later", Optional.empty(), 1_000));
  }

  private void run(CompletableFuture<?> result, Runnable work) {
    if (!open.getAsBoolean()) {
      result.completeExceptionally(new NotLeading(Optional.empty()));
      return;
    }
    try {
      work.run();
    } catch (RuntimeException | Error broken) {
      result.completeExceptionally(new OutcomeUnknown("the node failed over it: " + broken.getMessage()));
      throw broken;
    }
  }
}
