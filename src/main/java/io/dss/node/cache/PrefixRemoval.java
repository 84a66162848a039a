package io.dss.node.cache;

import io.dss.node.route.Refusal;
import io.dss.spi.BackingStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/**
 * Deletes all keys that begin so: first those that nodes have lines of, which main memory may not know yet, then those that main memory has. Each
 * key is deleted by itself, as any caller could. Thread-safe.
 */
final class PrefixRemoval {
  /** Keys that are deleted at once. */
  private static final int AT_ONCE = 256;

  private final KeyCalls keys;
  private final BackingStore store;
  private final Executor executor;
  private final Function<String, CompletionStage<Boolean>> delete;
  private final Function<Long, Boolean> past;

  /** @param delete whether there was anything @param past of an instant of the monotonic clock */
  PrefixRemoval(KeyCalls keys, BackingStore store, Executor executor, Function<String, CompletionStage<Boolean>> delete, Function<Long, Boolean> past) {
    this.keys = keys;
    this.store = store;
    this.executor = executor;
    this.delete = delete;
    this.past = past;
  }

  /** @param deadlineNanos by which it ends, done or not */
  CompletionStage<Caches.Removed> of(String prefix, long deadlineNanos) {
    return new Run(prefix, deadlineNanos).run();
  }

  private final class Run {
    private final String prefix;
    private final long deadlineNanos;
    private final AtomicLong count = new AtomicLong();
    private final AtomicReference<Throwable> refused = new AtomicReference<>();

    Run(String prefix, long deadlineNanos) {
      this.prefix = prefix;
      this.deadlineNanos = deadlineNanos;
    }

    CompletionStage<Caches.Removed> run() {
      return ofLines(Optional.empty()).thenCompose(whole -> whole ? ofStore() : CompletableFuture.completedFuture(false))
          .handle((whole, failure) -> {
            if (failure != null) refused.compareAndSet(null, failure);
            boolean nothing = count.get() == 0 && refused.get() != null;
            if (nothing) return CompletableFuture.<Caches.Removed>failedFuture(refused.get());
            // What was deleted is told, and who asks again learns what was in the way.
            return CompletableFuture.completedFuture(new Caches.Removed(count.get(), refused.get() == null && whole));
          }).thenCompose(made -> made);
    }

    private boolean over() {
      return past.apply(deadlineNanos) || refused.get() != null;
    }

    private CompletionStage<Boolean> ofLines(Optional<String> after) {
      if (over()) return CompletableFuture.completedFuture(false);
      return keys.here(prefix, after, NodeLimits.PAGE_KEYS, deadlineNanos).thenCompose(here -> {
        KeyListing.Page page = KeyListing.merged(new CacheAnswer.Part(List.of(), false), here, NodeLimits.PAGE_KEYS);
        List<String> found = page.keys().keys();
        Optional<String> last = found.isEmpty() ? page.through() : Optional.of(found.get(found.size() - 1));
        return removed(found, 0).thenCompose(on -> on && page.keys().more() ? ofLines(last) : CompletableFuture.completedFuture(on));
      });
    }

    private CompletionStage<Boolean> ofStore() {
      return new StoreWalk(store, executor, this::over, page -> removed(page.stream().filter(key -> key.startsWith(prefix)).toList(), 0)).walk();
    }

    /** @return whether there is time to go on */
    private CompletionStage<Boolean> removed(List<String> all, int from) {
      if (from >= all.size()) return CompletableFuture.completedFuture(true);
      if (over()) return CompletableFuture.completedFuture(false);
      int to = Math.min(all.size(), from + AT_ONCE);
      List<CompletableFuture<Void>> deletes = new ArrayList<>();
      for (String key : all.subList(from, to)) deletes.add(delete.apply(key).handle(this::ended).toCompletableFuture());
      return CompletableFuture.allOf(deletes.toArray(CompletableFuture[]::new)).thenCompose(done -> removed(all, to));
    }

    private boolean mayBeDone(Throwable failure) {
      Throwable cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
      return cause instanceof Refusal refusal && refusal.code() == Refusal.Code.UNKNOWN_OUTCOME;
    }

    private Void ended(Boolean found, Throwable failure) {
      // One that may have been done says more than one that was not.
      if (failure != null) refused.updateAndGet(before -> before == null || mayBeDone(failure) && !mayBeDone(before) ? failure : before);
      else if (found) count.incrementAndGet();
      return null;
    }
  }
}
