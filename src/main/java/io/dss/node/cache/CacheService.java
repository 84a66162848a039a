package io.dss.node.cache;

import io.dss.cache.CacheCommand;
import io.dss.cache.CacheReply;
import io.dss.cache.Version;
import io.dss.coherence.LineState;
import io.dss.kernel.Incarnation;
import io.dss.kernel.NodeId;
import io.dss.node.route.NotOwner;
import io.dss.node.route.OutcomeUnknown;
import io.dss.node.route.OwnerCalls;
import io.dss.node.route.Refusal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * The cache as one node offers it: answers by its own lines while it is in the ring, else hands calls to a node that is. Thread-safe; nothing
 * blocks.
 */
final class CacheService implements Caches {
  private final NodeId self;
  private final LineLoop lines;
  private final CacheDesk desk;
  private final OwnerCalls<CacheRequest, CacheAnswer> calls;
  private final CacheNode.Ports ports;
  private final NodeLimits limits;
  private final ChangeStream stream;
  private final KeyCalls keys;
  private final PrefixRemoval removal;

  CacheService(Incarnation self, LineLoop lines, CacheDesk desk, OwnerCalls<CacheRequest, CacheAnswer> calls, CacheNode.Ports ports, NodeLimits limits) {
    this.self = self.node();
    this.lines = lines;
    this.desk = desk;
    this.calls = calls;
    this.ports = ports;
    this.limits = limits;
    stream = new ChangeStream(self.toString(), lines::ring, this::ask, ports.time());
    keys = new KeyCalls(lines::ring, this::ask, ports);
    removal = new PrefixRemoval(keys, ports.store(), ports.walks(), this::removed, instant -> instant - ports.time().monotonicNanos() <= 0);
    desk.whole(keys, removal);
  }

  @Override
  public CompletionStage<Answered> call(Asked asked) {
    Optional<Ring> ring = lines.ring();
    if (ring.isEmpty() || !ring.get().member()) return forwarded(asked, deadlineNanos(asked.waitMillis()));
    Answered hit = desk.hit(asked, ring.get());
    if (hit != null) return CompletableFuture.completedFuture(hit);
    return local(asked, deadlineNanos(asked.waitMillis()));
  }

  /** This node's loop answers on a thread of its own, and another node may have to be asked then. */
  private <T> CompletionStage<T> onTrail(CompletionStage<T> stage) {
    return ports.transport().trail().carry(stage);
  }

  /** A node that was taken out in the middle hands on what it did not begin. */
  private CompletionStage<Answered> local(Asked asked, long deadlineNanos) {
    return onTrail(desk.call(asked, deadlineNanos)).handle((answered, failure) -> {
      if (failure == null) return CompletableFuture.completedFuture(answered);
      Throwable cause = unwrapped(failure);
      if (cause instanceof NotOwner) return forwarded(asked, deadlineNanos).toCompletableFuture();
      if (cause instanceof OutcomeUnknown && asked.idempotency().isPresent()) return again(asked, deadlineNanos);
      return CompletableFuture.<Answered>failedFuture(refusal(cause));
    }).thenCompose(stage -> stage);
  }

  /** What was under way here may have been done: whatever keeps another node from telling, it is no promise that nothing was. */
  private CompletableFuture<Answered> again(Asked asked, long deadlineNanos) {
    return forwarded(asked, deadlineNanos).toCompletableFuture().exceptionallyCompose(failure -> CompletableFuture.failedFuture(
        unwrapped(failure) instanceof Refusal refusal && refusal.code() != Refusal.Code.UNKNOWN_OUTCOME
            ? new Refusal(Refusal.Code.UNKNOWN_OUTCOME, "this node was taken out of the cluster while the call was under way, and no other could tell what became of it ("
                + refusal.getMessage() + "); it may or may not have happened", refusal.leader(), refusal.retryAfterMillis())
            : failure));
  }

  private CompletionStage<Answered> forwarded(Asked asked, long deadlineNanos) {
    return calls.call(passedMillis -> new CacheRequest.Call(later(asked, passedMillis)), deadlineNanos)
        .thenApply(answered -> ((CacheAnswer.Called) answered.reply()).answered());
  }

  private static Asked later(Asked asked, long passedMillis) {
    long left = Math.max(0, asked.waitMillis() - passedMillis);
    return new Asked(asked.key(), asked.command(), asked.consistency(), asked.idempotency(), left);
  }

  private static Refusal refusal(Throwable cause) {
    if (cause instanceof Refusal refusal) return refusal;
    if (cause instanceof OutcomeUnknown) return new Refusal(Refusal.Code.UNKNOWN_OUTCOME, cause.getMessage() + "; it may or may not have happened", Optional.empty(), 0);
    throw new CompletionException(cause);
  }

  private static Throwable unwrapped(Throwable failure) {
    Throwable at = failure;
    while (at instanceof CompletionException && at.getCause() != null) at = at.getCause();
    return at;
  }

  private long deadlineNanos(long waitMillis) {
    return ports.time().monotonicNanos() + TimeUnit.MILLISECONDS.toNanos(limits.callTimeoutMillis() + waitMillis);
  }

  /** One node's part of a question to all of them. */
  private CompletionStage<CacheAnswer> ask(NodeId node, CacheRequest request, long deadlineNanos) {
    return node.equals(self) ? onTrail(desk.handle(request, deadlineNanos)) : calls.callAt(node, request, deadlineNanos).thenApply(answered -> answered.reply());
  }

  @Override
  public List<LineShown> lines(Optional<LineState> state, int limit) {
    long nowNanos = ports.time().monotonicNanos();
    // The last of those that are kept first: of a million lines no more than were asked for are in memory at once.
    PriorityQueue<LineShown> first = new PriorityQueue<>(Comparator.comparing(LineShown::key).reversed());
    for (Slot slot : lines.shelf().all()) {
      Slot.Shown line = slot.shown;
      if (state.isPresent() && state.get() != line.state()) continue;
      if (first.size() == limit && first.peek().key().compareTo(slot.key) < 0) continue;
      first.add(shown(slot, line, nowNanos));
      if (first.size() > limit) first.poll();
    }
    List<LineShown> shown = new ArrayList<>(first);
    shown.sort(Comparator.comparing(LineShown::key));
    return shown;
  }

  private static LineShown shown(Slot slot, Slot.Shown line, long nowNanos) {
    return new LineShown(slot.key, line.state(), line.entry().version(), line.dirty(), line.entry().bytes(), millis(nowNanos - slot.usedNanos()),
        millis(nowNanos - line.sinceNanos()));
  }

  private static long millis(long nanos) {
    return Math.max(0, TimeUnit.NANOSECONDS.toMillis(nanos));
  }

  @Override
  public CompletionStage<LineDescribed> line(String key) {
    return calls.call(passed -> new CacheRequest.Describe(key), deadlineNanos(0)).thenApply(answered -> {
      CacheAnswer.Described known = (CacheAnswer.Described) answered.reply();
      Slot slot = lines.shelf().find(key);
      Slot.Shown shown = slot == null ? null : slot.shown;
      return new LineDescribed(shown == null ? LineState.I : shown.state(), shown == null ? Version.NONE : shown.entry().version(), answered.from(), known.owner(),
          known.sharers(), known.version());
    });
  }

  @Override
  public CompletionStage<Integer> flush() {
    CompletableFuture<Integer> done = new CompletableFuture<>();
    boolean taken = ports.loop().offer(() -> {
      if (!lines.flushes().all(done)) done.completeExceptionally(lines.refusals().tooManyFlushes());
    });
    if (!taken) done.completeExceptionally(lines.refusals().notTaken());
    ports.timer().schedule(() -> {
      done.completeExceptionally(notFlushed());
    }, limits.callTimeoutMillis(), TimeUnit.MILLISECONDS);
    return done;
  }

  private Refusal notFlushed() {
    return new Refusal(Refusal.Code.STORE_UNREACHABLE, "main memory of the cache has not taken all that was modified within " + limits.callTimeoutMillis()
        + " ms; what it did not take stays here and is tried again", Optional.empty(), 1_000);
  }

  @Override
  public CompletionStage<Keys> keys(String prefix, Optional<String> after, int limit) {
    CacheRequest.KeysOfAll asked = new CacheRequest.KeysOfAll(prefix, after, limit);
    if (member()) return keys.page(asked, deadlineNanos(0));
    return calls.call(passed -> asked, deadlineNanos(0)).thenApply(answered -> ((CacheAnswer.KeysOfAll) answered.reply()).keys());
  }

  @Override
  public CompletionStage<Removed> removePrefix(String prefix) {
    if (member()) return removal.of(prefix, deadlineNanos(0) - TimeUnit.MILLISECONDS.toNanos(limits.callTimeoutMillis() / 2));
    return calls.call(passed -> new CacheRequest.RemovePrefix(prefix), deadlineNanos(0)).thenApply(answered -> ((CacheAnswer.Removed) answered.reply()).removed());
  }

  private CompletionStage<Boolean> removed(String key) {
    CacheCommand delete = new CacheCommand.Delete(Optional.empty(), Optional.empty());
    return call(new Asked(key, delete, Consistency.LINEARIZABLE, Optional.empty(), 0)).thenApply(answered -> answered.reply() instanceof CacheReply.Written);
  }

  private boolean member() {
    return lines.ring().filter(Ring::member).isPresent();
  }

  @Override
  public CompletionStage<ChangePage> changes(Optional<String> cursor, String prefix, int limit, long waitMillis) {
    return stream.page(cursor, prefix, limit, waitMillis, deadlineNanos(waitMillis));
  }
}
