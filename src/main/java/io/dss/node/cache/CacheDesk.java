package io.dss.node.cache;

import io.dss.coherence.Bucket;
import io.dss.coherence.Buckets;
import io.dss.cache.Version;
import io.dss.node.route.OwnerHandler;
import io.dss.node.route.Refusal;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** Carries out calls with the lines of this node, its own callers' and those of other nodes. Thread-safe; nothing blocks. */
final class CacheDesk implements OwnerHandler<CacheRequest, CacheAnswer> {
  private final LineLoop lines;
  private final CacheNode.Ports ports;
  private final NodeLimits limits;
  private final Hits hits;
  private final AtomicLong ids = new AtomicLong();
  private final AtomicInteger inflight = new AtomicInteger();
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicInteger walks = new AtomicInteger();
  private KeyCalls keys;
  private PrefixRemoval removal;

  CacheDesk(LineLoop lines, CacheNode.Ports ports, NodeLimits limits) {
    this.lines = lines;
    this.ports = ports;
    this.limits = limits;
    this.hits = lines.hits();
  }

  /** Set once, before any call: what asks other nodes too. */
  void whole(KeyCalls ofKeys, PrefixRemoval ofPrefixes) {
    keys = ofKeys;
    removal = ofPrefixes;
  }

  /** An answer of a line that is here; null if there is none. */
  Caches.Answered hit(Caches.Asked asked, Ring ring) {
    return ring.views().isEmpty() || lines.stopping() ? null : hits.answer(asked, ring);
  }

  /** By the lines of this node. The stage fails as an {@link OwnerHandler}'s may. */
  CompletionStage<Caches.Answered> call(Caches.Asked asked, long deadlineNanos) {
    if (lines.stopping()) return CompletableFuture.failedFuture(lines.refusals().stopping());
    if (lines.departure().leaving()) return CompletableFuture.failedFuture(lines.notHere());
    if (lines.full()) return CompletableFuture.failedFuture(lines.refusals().linkFull());
    boolean waits = asked.waitMillis() > 0;
    AtomicInteger underWay = waits ? waiting : inflight;
    int most = waits ? limits.maxWaiting() : limits.maxInflight();
    if (underWay.incrementAndGet() > most) {
      underWay.decrementAndGet();
      return CompletableFuture.failedFuture(tooMany(waits, most));
    }
    long waitUntilNanos = ports.time().monotonicNanos() + TimeUnit.MILLISECONDS.toNanos(asked.waitMillis());
    OpenCall call = new OpenCall(ids.incrementAndGet(), asked, Buckets.of(asked.key()), deadlineNanos, waitUntilNanos);
    return lines.call(call).whenComplete((answered, failure) -> underWay.decrementAndGet());
  }

  private Refusal tooMany(boolean waits, int most) {
    String what = waits ? most + " reads wait for a load on this node, the most there may be (dss.cache.max-waiting-calls)"
        : most + " calls of the cache are under way on this node, the most there may be (dss.cache.max-inflight)";
    return new Refusal(waits ? Refusal.Code.LIMIT_REACHED : Refusal.Code.OVERLOADED, what + "; nothing was changed", Optional.empty(), 1_000);
  }

  @Override
  public CompletionStage<CacheAnswer> handle(CacheRequest request, long deadlineNanos) {
    if (request instanceof CacheRequest.Call call) return called(call.asked(), deadlineNanos).thenApply(CacheAnswer.Called::new);
    if (request instanceof CacheRequest.Describe describe) return onLoop(() -> described(describe.key()));
    if (request instanceof CacheRequest.KeysHere keys) return keysHere(keys, deadlineNanos);
    if (request instanceof CacheRequest.KeysOfAll all) return whole(() -> keys.page(all, deadlineNanos).thenApply(CacheAnswer.KeysOfAll::new));
    if (request instanceof CacheRequest.RemovePrefix remove) return whole(() -> removal.of(remove.prefix(), deadlineNanos).thenApply(CacheAnswer.Removed::new));
    if (request instanceof CacheRequest.Changes changes) return changes(changes);
    return enough((CacheRequest.Enough) request);
  }

  private CompletionStage<Caches.Answered> called(Caches.Asked asked, long deadlineNanos) {
    Caches.Answered hit = lines.ring().filter(Ring::member).map(ring -> hit(asked, ring)).orElse(null);
    return hit != null ? CompletableFuture.completedFuture(hit) : call(asked, deadlineNanos);
  }

  private CompletionStage<CacheAnswer> whole(Supplier<CompletionStage<CacheAnswer>> work) {
    return lines.ring().filter(Ring::member).isPresent() ? work.get() : CompletableFuture.failedFuture(lines.notHere());
  }

  private CompletionStage<CacheAnswer> onLoop(Supplier<CacheAnswer> work) {
    CompletableFuture<CacheAnswer> answer = new CompletableFuture<>();
    boolean taken = ports.loop().offer(() -> {
      if (lines.lines().ring().isEmpty()) answer.completeExceptionally(lines.notHere());
      else answer.complete(work.get());
    });
    if (!taken) answer.completeExceptionally(lines.refusals().notTaken());
    return answer;
  }

  private CacheAnswer described(String key) {
    Bucket bucket = lines.lines().at(Buckets.of(key));
    Optional<Bucket.DirectoryEntry> known = bucket.directory(key);
    return new CacheAnswer.Described(known.flatMap(Bucket.DirectoryEntry::owner), known.map(Bucket.DirectoryEntry::sharers).orElse(List.of()),
        known.map(Bucket.DirectoryEntry::version).orElse(Version.NONE));
  }

  /** A walk over all lines: not on the loop, and not on a thread of the transport or of timers. */
  private CompletionStage<CacheAnswer> keysHere(CacheRequest.KeysHere asked, long deadlineNanos) {
    if (walks.incrementAndGet() > NodeLimits.MAX_WALKS) {
      walks.decrementAndGet();
      return CompletableFuture.failedFuture(lines.refusals().tooManyWalks());
    }
    CompletableFuture<CacheAnswer> answer = new CompletableFuture<>();
    try {
      ports.walks().execute(() -> walk(asked, deadlineNanos, answer));
    } catch (RejectedExecutionException stopped) {
      answer.completeExceptionally(lines.refusals().stopping());
    }
    return answer.whenComplete((done, failure) -> walks.decrementAndGet());
  }

  private void walk(CacheRequest.KeysHere asked, long deadlineNanos, CompletableFuture<CacheAnswer> answer) {
    if (deadlineNanos - ports.time().monotonicNanos() <= 0) answer.completeExceptionally(lines.refusals().tooLate());
    else answer.complete(KeyListing.here(lines.shelf(), asked, ports.time().wallMillis()));
  }

  private CompletionStage<CacheAnswer> changes(CacheRequest.Changes changes) {
    CompletableFuture<CacheAnswer> answer = new CompletableFuture<>();
    boolean taken = ports.loop().offer(() -> {
      long nowNanos = ports.time().monotonicNanos();
      long untilNanos = nowNanos + TimeUnit.MILLISECONDS.toNanos(changes.waitMillis());
      Optional<CompletionStage<Feed.Page>> page =
          lines.stopping() ? Optional.empty() : lines.feed().await(changes.name(), changes.question(), untilNanos, nowNanos);
      page.ifPresent(found -> found.thenAccept(made -> answer.complete(new CacheAnswer.Changes(made))));
      if (page.isEmpty()) answer.completeExceptionally(lines.stopping() ? lines.refusals().stopping() : lines.refusals().tooManyListening());
    });
    if (!taken) answer.completeExceptionally(lines.refusals().notTaken());
    return answer;
  }

  private CompletionStage<CacheAnswer> enough(CacheRequest.Enough enough) {
    ports.loop().offer(() -> lines.feed().enough(enough.name()));
    return CompletableFuture.completedFuture(new CacheAnswer.Noted());
  }
}
