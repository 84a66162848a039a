package io.dss.server.wiring;

import io.dss.node.cluster.Draining;
import io.dss.node.route.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** The drain of a node that belongs to a cluster. One is under way at a time, on a thread of its own, as it waits for the store and for others. */
final class Drain implements Draining {
  private static final System.Logger LOG = System.getLogger(Drain.class.getName());
  /** What the others may need for each step but main memory, which has its own limit. */
  private static final long STEP_MILLIS = 5_000;

  private final FormedNode node;
  private final Executor worker;
  private CompletableFuture<Drained> current = CompletableFuture.completedFuture(null);
  private volatile boolean wanted;

  /** @param worker one thread: what is asked for is done in turn */
  Drain(FormedNode node, Executor worker) {
    this.node = node;
    this.worker = worker;
  }

  @Override
  public boolean draining() {
    return wanted;
  }

  @Override
  public synchronized CompletionStage<Drained> drain() {
    if (wanted && !current.isDone()) return current;
    if (!wanted) LOG.log(System.Logger.Level.INFO, "this node is drained: others get what it has");
    wanted = true;
    CompletableFuture<Drained> begun = new CompletableFuture<>();
    current = begun;
    onWorker(() -> carryOut(begun), begun);
    return begun;
  }

  private void carryOut(CompletableFuture<Drained> begun) {
    try {
      List<String> left = new ArrayList<>(node.giveAway(STEP_MILLIS, () -> !wanted));
      if (wanted) left.addAll(node.leaveView(STEP_MILLIS));
      else left.add("the drain was cancelled");
      left.forEach(what -> LOG.log(System.Logger.Level.WARNING, "drain: " + what));
      if (left.isEmpty()) LOG.log(System.Logger.Level.INFO, "drain: others have all that this node had; it may be stopped");
      begun.complete(new Drained(node.leader(), left));
    } catch (RuntimeException broken) {
      begun.completeExceptionally(broken);
    }
  }

  /** At once, which ends what the drain waits for, and once more after it, for what it did in between. */
  @Override
  public synchronized CompletionStage<Void> cancel() {
    CompletableFuture<Void> done = new CompletableFuture<>();
    if (wanted) LOG.log(System.Logger.Level.INFO, "the drain is cancelled: this node joins again");
    wanted = false;
    node.comeBack();
    onWorker(() -> {
      if (!wanted) node.comeBack();
      done.complete(null);
    }, done);
    return done;
  }

  private void onWorker(Runnable work, CompletableFuture<?> otherwise) {
    try {
      worker.execute(work);
    } catch (RejectedExecutionException stopped) {
      otherwise.completeExceptionally(new Refusal(Refusal.Code.STOPPING, "this node is stopping, and gives what it has to the others by that", node.leader(), 1_000));
    }
  }

  /** A drained voter may be elected when another fails; it gives leadership on. Called by a timer, every second or so. */
  void leadNoMore() {
    if (wanted) node.passLeadershipOn();
  }
}
