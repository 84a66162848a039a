package io.dss.node.lock;

import io.dss.kernel.IdempotencyKey;
import io.dss.kernel.Incarnation;
import io.dss.kernel.RequestStamp;
import io.dss.lock.LockChange;
import io.dss.lock.LockCommand;
import io.dss.lock.LockLimits;
import io.dss.lock.LockReply;
import io.dss.node.route.LeaderCalls;
import io.dss.node.route.Refusal;
import io.dss.node.route.Stamps;
import io.dss.spi.TimeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The lock service of one node: stamps each change once, carries it to the leader, and waits there for a grant where the caller waits. A wait is a place in
 * the table, not a connection: when the leader changes the same place is asked for of the next one.
 *
 * <p>Thread-safe; nothing blocks. Stages complete on the loop or on a thread of the transport, so what depends on them must not block either.
 */
public final class LockService implements Locks {
  private final Incarnation self;
  private final LeaderCalls<LockRequest, LockAnswer> calls;
  private final TimeSource time;
  private final long callTimeoutNanos;
  private final Limits limits;
  private final Stamps stamps;
  private final AtomicInteger waiting = new AtomicInteger();

  /**
   * What one node takes at once.
   *
   * @param callTimeoutMillis after which a call that does not wait for a lock is refused
   * @param maxWaiting calls that wait for a lock
   * @param maxInflight changes under way, at most {@link LockLimits#WINDOW_RESULTS}
   */
  public record Limits(long callTimeoutMillis, int maxWaiting, int maxInflight) {}

  LockService(Incarnation self, LeaderCalls<LockRequest, LockAnswer> calls, TimeSource time, Limits limits) {
    this.self = self;
    this.calls = calls;
    this.time = time;
    this.callTimeoutNanos = TimeUnit.MILLISECONDS.toNanos(limits.callTimeoutMillis());
    this.limits = limits;
    this.stamps = new Stamps(self, Math.min(limits.maxInflight(), LockLimits.WINDOW_RESULTS));
  }

  @Override
  public CompletionStage<LockReply> change(LockChange change, Optional<IdempotencyKey> key) {
    boolean waits = change instanceof LockChange.Acquire acquire && acquire.waitMillis() > 0;
    if (waits && waiting.incrementAndGet() > limits.maxWaiting()) {
      waiting.decrementAndGet();
      return refused(Refusal.Code.LIMIT_REACHED, limits.maxWaiting() + " calls wait for locks on node " + self.node()
          + ", the most there may be (dss.locks.max-waiting-calls); ask another node, or later");
    }
    Optional<RequestStamp> stamp = stamps.next();
    if (stamp.isEmpty()) {
      if (waits) waiting.decrementAndGet();
      return refused(Refusal.Code.OVERLOADED, "as many lock changes are under way on node " + self.node() + " as may be (dss.locks.max-inflight is "
          + limits.maxInflight() + "); ask again later");
    }
    return carried(change, key, stamp.get())
        .whenComplete((reply, failure) -> {
          if (waits) waiting.decrementAndGet();
        });
  }

  private CompletionStage<LockReply> carried(LockChange change, Optional<IdempotencyKey> key, RequestStamp stamp) {
    return calls.call(new LockRequest.Submit(new LockCommand.Change(stamp, key, change)), time.monotonicNanos() + callTimeoutNanos)
        .whenComplete((answer, failure) -> stamps.settled(stamp))
        .thenCompose(answer -> decided(change, ((LockAnswer.Decided) answer).reply()));
  }

  private static <T> CompletionStage<T> refused(Refusal.Code code, String detail) {
    return CompletableFuture.failedFuture(new Refusal(code, detail, Optional.empty(), 1_000));
  }

  @Override
  public CompletionStage<Check> check(String lockName, long fencingToken) {
    return read(new LockRequest.Check(lockName, fencingToken)).thenApply(answer -> ((LockAnswer.Checked) answer).check());
  }

  @Override
  public CompletionStage<Description> describe(String lockName) {
    return read(new LockRequest.Describe(lockName)).thenApply(answer -> ((LockAnswer.Described) answer).description());
  }

  @Override
  public CompletionStage<List<Description>> list(Query query) {
    return listed(query, new ArrayList<>());
  }

  /** An answer between nodes holds about a megabyte of descriptions, so a long list is asked for in pieces. */
  private CompletionStage<List<Description>> listed(Query query, List<Description> found) {
    return read(new LockRequest.ListLocks(query)).thenCompose(answer -> {
      LockAnswer.Listed page = (LockAnswer.Listed) answer;
      found.addAll(page.locks());
      int missing = query.limit() - page.locks().size();
      if (!page.more() || missing <= 0) return CompletableFuture.completedFuture(found);
      String last = found.get(found.size() - 1).lockName();
      return listed(new Query(query.prefix(), query.state(), missing, Optional.of(last)), found);
    });
  }

  private CompletionStage<LockAnswer> read(LockRequest request) {
    return calls.call(request, time.monotonicNanos() + callTimeoutNanos);
  }

  private CompletionStage<LockReply> decided(LockChange change, LockReply reply) {
    if (!(reply instanceof LockReply.Queued)) return CompletableFuture.completedFuture(reply);
    LockChange.Acquire acquire = (LockChange.Acquire) change;
    long deadlineNanos = time.monotonicNanos() + TimeUnit.MILLISECONDS.toNanos(acquire.waitMillis()) + callTimeoutNanos;
    return calls.call(new LockRequest.Await(acquire.lockName(), acquire.clientId(), acquire.mode()), deadlineNanos)
        .handle((answer, failure) -> {
          if (failure == null) return ((LockAnswer.Decided) answer).reply();
          throw new CompletionException(inTheQueue(failure));
        });
  }

  /** "Nothing was changed" would not be true any more: the call stands in the queue, and may have been granted. */
  private static Throwable inTheQueue(Throwable failure) {
    Throwable cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    if (!(cause instanceof Refusal refusal)) return cause;
    return new Refusal(Refusal.Code.UNKNOWN_OUTCOME,
        "it was queued, and then nobody told what became of it (" + refusal.getMessage() + "); acquire again: the place is kept, a grant is returned",
        refusal.leader(), refusal.retryAfterMillis());
  }
}
