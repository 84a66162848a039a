package io.dss.node.cache;

import io.dss.coherence.Buckets;
import io.dss.node.route.Refusal;
import io.dss.spi.BackingStore;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Stream;

/** One walk over the keys of main memory, some buckets at a time. */
final class StoreWalk {
  /** Keys of one answer of main memory, about. */
  private static final int PAGE = 1_000;

  private final BackingStore store;
  private final Executor executor;
  private final BooleanSupplier over;
  private final Function<List<String>, CompletionStage<Boolean>> each;
  private final AtomicInteger next = new AtomicInteger();

  /**
   * @param executor where the walk goes on: main memory may answer at once, and a walk must not be as many calls deep
   * @param over there is no time left
   * @param each what to do with the keys of a page, on any thread, some at once; false ends the walk
   */
  StoreWalk(BackingStore store, Executor executor, BooleanSupplier over, Function<List<String>, CompletionStage<Boolean>> each) {
    this.store = store;
    this.executor = executor;
    this.over = over;
    this.each = each;
  }

  /** @return whether it came to the end; fails with a {@link Refusal}. To be called once */
  CompletionStage<Boolean> walk() {
    List<CompletableFuture<Boolean>> lanes = Stream.generate(() -> lane().toCompletableFuture()).limit(NodeLimits.KEY_LANES).toList();
    return CompletableFuture.allOf(lanes.toArray(CompletableFuture[]::new)).thenApply(all -> lanes.stream().allMatch(CompletableFuture::join));
  }

  private CompletionStage<Boolean> lane() {
    int bucket = next.getAndIncrement();
    if (bucket >= Buckets.COUNT) return CompletableFuture.completedFuture(true);
    return bucket(bucket, Optional.empty()).thenCompose(whole -> whole ? lane() : CompletableFuture.completedFuture(false));
  }

  private CompletionStage<Boolean> bucket(int bucket, Optional<String> cursor) {
    if (over.getAsBoolean()) return CompletableFuture.completedFuture(false);
    return store.keys(bucket, cursor, PAGE)
        .handleAsync((page, failure) -> {
          if (failure != null) throw new CompletionException(failed(failure));
          return page;
        }, executor)
        .thenCompose(page -> each.apply(page.keys()).thenCompose(on -> {
          if (!on || page.next().isEmpty()) return CompletableFuture.completedFuture(on);
          return bucket(bucket, page.next());
        }));
  }

  private static Throwable failed(Throwable failure) {
    Throwable cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    if (!(cause instanceof BackingStore.Unreachable) && !(cause instanceof BackingStore.Refused)) return cause;
    return new Refusal(Refusal.Code.STORE_UNREACHABLE, "main memory of the cache did not list its keys: " + cause.getMessage() + "; nothing was changed",
        Optional.empty(), 1_000);
  }
}
