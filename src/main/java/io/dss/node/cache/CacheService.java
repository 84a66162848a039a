package io.dss.node.cache;

import io.dss.cache.CacheCommand;
import io.dss.cache.CacheReply;
import io.dss.cache.Content;
import io.dss.cache.Version;
import io.dss.coherence.Buckets;
import io.dss.coherence.LineState;
import io.dss.kernel.NodeId;
import io.dss.node.route.NotOwner;
import io.dss.node.route.OutcomeUnknown;
import io.dss.node.route.OwnerCalls;
import io.dss.node.route.Refusal;
import io.dss.spi.BackingStore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** The cache as one node offers it: answers by its own lines while it is in the ring, else hands calls to a node that is. Thread-safe; nothing blocks. */
final class CacheService implements Caches {
  /** Keys that a removal of a prefix lists at once, and deletes at once. */
  private static final int REMOVED_AT_ONCE = 64;
  /** Keys that one page of main memory brings, about. */
  private static final int STORE_PAGE = 1_000;

  private final NodeId self;
  private final LineLoop lines;
  private final CacheDesk desk;
  private final OwnerCalls<CacheRequest, CacheAnswer> calls;
  private final CacheNode.Ports ports;
  private final NodeLimits limits;
  private final ChangeStream stream;

  CacheService(NodeId self, LineLoop lines, CacheDesk desk, OwnerCalls<CacheRequest, CacheAnswer> calls, CacheNode.Ports ports, NodeLimits limits) {
    this.self = self;
    this.lines = lines;
    this.desk = desk;
    this.calls = calls;
    this.ports = ports;
    this.limits = limits;
    this.stream = new ChangeStream(lines::ring, this::ask, ports);
  }

  @Override
  public CompletionStage<Answered> call(Asked asked) {
    Optional<Ring> ring = lines.ring();
    if (ring.isEmpty() || !ring.get().member()) return forwarded(asked, deadlineNanos(asked.waitMillis()));
    Answered hit = desk.hit(asked, ring.get());
    if (hit != null) return CompletableFuture.completedFuture(hit);
    return local(asked, deadlineNanos(asked.waitMillis()));
  }

  /** A node that was taken out in the middle hands on what it did not begin. */
  private CompletionStage<Answered> local(Asked asked, long deadlineNanos) {
    return desk.call(asked, deadlineNanos).handle((answered, failure) -> {
      if (failure == null) return CompletableFuture.completedFuture(answered);
      Throwable cause = unwrapped(failure);
      if (cause instanceof NotOwner) return forwarded(asked, deadlineNanos).toCompletableFuture();
      if (cause instanceof OutcomeUnknown && asked.idempotency().isPresent()) return forwarded(asked, deadlineNanos).toCompletableFuture();
      return CompletableFuture.<Answered>failedFuture(refusal(cause));
    }).thenCompose(stage -> stage);
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
    return node.equals(self) ? desk.handle(request, deadlineNanos) : calls.callAt(node, request, deadlineNanos).thenApply(answered -> answered.reply());
  }

  @Override
  public List<LineShown> lines(Optional<LineState> state, int limit) {
    long nowNanos = ports.time().monotonicNanos();
    List<LineShown> shown = new ArrayList<>();
    for (Slot slot : lines.shelf().all()) {
      Slot.Shown line = slot.shown;
      if (state.isEmpty() || state.get() == line.state()) shown.add(shown(slot, line, nowNanos));
    }
    shown.sort(Comparator.comparing(LineShown::key));
    return shown.size() <= limit ? shown : List.copyOf(shown.subList(0, limit));
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
    boolean taken = ports.loop().offer(() -> lines.flushes().all().thenAccept(done::complete));
    if (!taken) done.completeExceptionally(lines.overloaded());
    long millis = limits.callTimeoutMillis();
    ports.timer().schedule(() -> done.completeExceptionally(new Refusal(Refusal.Code.STORE_UNREACHABLE,
        "main memory has not taken all that was modified within " + millis + " ms; what it did not take stays here and is tried again", Optional.empty(), 1_000)),
        millis, TimeUnit.MILLISECONDS);
    return done;
  }

  @Override
  public CompletionStage<Keys> keys(String prefix, Optional<String> after, int limit) {
    if (lines.ring().filter(Ring::member).isPresent()) return keysOfAll(prefix, after, limit, deadlineNanos(0));
    return calls.call(passed -> new CacheRequest.KeysOfAll(prefix, after, limit), deadlineNanos(0)).thenApply(answered -> ((CacheAnswer.KeysOfAll) answered.reply()).keys());
  }

  /** The lines first and main memory then: what is evicted in between is in the one or the other. */
  CompletionStage<Keys> keysOfAll(String prefix, Optional<String> after, int limit, long deadlineNanos) {
    List<NodeId> nodes = lines.ring().map(Ring::nodes).orElse(List.of());
    List<CompletableFuture<CacheAnswer>> parts = new ArrayList<>();
    for (NodeId node : nodes) parts.add(ask(node, new CacheRequest.KeysHere(prefix, after, limit), deadlineNanos).toCompletableFuture());
    return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new))
        .thenCompose(all -> stored(new KeyListing(prefix, after, limit), 0, Optional.empty(), deadlineNanos))
        .thenCompose(stored -> {
          List<CacheAnswer.KeysHere> here = parts.stream().map(part -> (CacheAnswer.KeysHere) part.join()).toList();
          KeyListing.Page page = KeyListing.merged(stored, here, limit);
          // All that came were gone: who asks goes on after the last key it got, so it must get one.
          boolean goOn = page.keys().keys().isEmpty() && page.through().isPresent();
          return goOn ? keysOfAll(prefix, page.through(), limit, deadlineNanos) : CompletableFuture.completedFuture(page.keys());
        });
  }

  /** All buckets of main memory, one page after the other. */
  private CompletionStage<CacheAnswer.Part> stored(KeyListing listing, int bucket, Optional<String> cursor, long deadlineNanos) {
    if (bucket == Buckets.COUNT) return CompletableFuture.completedFuture(listing.part());
    if (deadlineNanos - ports.time().monotonicNanos() <= 0) return CompletableFuture.failedFuture(tooSlow());
    // Main memory may answer at once, and a walk of all buckets must not be as many calls deep.
    return ports.store().keys(bucket, cursor, STORE_PAGE).handleAsync((page, failure) -> {
      if (failure != null) return CompletableFuture.<CacheAnswer.Part>failedFuture(storeFailed(unwrapped(failure)));
      page.keys().forEach(listing::add);
      return stored(listing, page.next().isPresent() ? bucket : bucket + 1, page.next(), deadlineNanos);
    }, ports.timer()).thenCompose(next -> next);
  }

  private static Refusal tooSlow() {
    return new Refusal(Refusal.Code.STORE_UNREACHABLE, "main memory did not list its keys in time; nothing was changed", Optional.empty(), 1_000);
  }

  private static Refusal storeFailed(Throwable cause) {
    if (!(cause instanceof BackingStore.Unreachable) && !(cause instanceof BackingStore.Refused)) throw new CompletionException(cause);
    return new Refusal(Refusal.Code.STORE_UNREACHABLE, "main memory did not list its keys: " + cause.getMessage() + "; nothing was changed", Optional.empty(), 1_000);
  }

  @Override
  public CompletionStage<Removed> removePrefix(String prefix) {
    if (lines.ring().filter(Ring::member).isPresent()) return removeAll(prefix, deadlineNanos(0));
    return calls.call(passed -> new CacheRequest.RemovePrefix(prefix), deadlineNanos(0)).thenApply(answered -> ((CacheAnswer.Removed) answered.reply()).removed());
  }

  CompletionStage<Removed> removeAll(String prefix, long deadlineNanos) {
    return removeNext(prefix, Optional.empty(), 0, deadlineNanos - TimeUnit.MILLISECONDS.toNanos(limits.callTimeoutMillis() / 2));
  }

  private CompletionStage<Removed> removeNext(String prefix, Optional<String> after, long count, long stopNanos) {
    long deadlineNanos = deadlineNanos(0);
    return keysOfAll(prefix, after, REMOVED_AT_ONCE, deadlineNanos).thenCompose(page -> {
      List<CompletableFuture<Boolean>> removals = page.keys().stream().map(key -> removed(key).toCompletableFuture()).toList();
      return CompletableFuture.allOf(removals.toArray(CompletableFuture[]::new)).thenCompose(all -> {
        long now = count + removals.stream().filter(CompletableFuture::join).count();
        if (!page.more()) return CompletableFuture.completedFuture(new Removed(now, true));
        if (stopNanos - ports.time().monotonicNanos() <= 0) return CompletableFuture.completedFuture(new Removed(now, false));
        return removeNext(prefix, Optional.of(page.keys().get(page.keys().size() - 1)), now, stopNanos);
      });
    });
  }

  private CompletionStage<Boolean> removed(String key) {
    CacheCommand delete = new CacheCommand.Delete(Optional.empty(), Optional.empty());
    return call(new Asked(key, delete, Consistency.LINEARIZABLE, Optional.empty(), 0)).thenApply(answered -> answered.reply() instanceof CacheReply.Written);
  }

  @Override
  public CompletionStage<ChangePage> changes(Optional<String> cursor, String prefix, int limit, long waitMillis) {
    return stream.page(cursor, prefix, limit, waitMillis, deadlineNanos(waitMillis));
  }
}
