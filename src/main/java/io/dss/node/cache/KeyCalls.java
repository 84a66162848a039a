package io.dss.node.cache;

import io.dss.kernel.NodeId;
import io.dss.node.route.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Keys by prefix, over all nodes and main memory. Thread-safe. */
final class KeyCalls {
  private final Supplier<Optional<Ring>> ring;
  private final ChangeStream.Asker asker;
  private final CacheNode.Ports ports;

  KeyCalls(Supplier<Optional<Ring>> ring, ChangeStream.Asker asker, CacheNode.Ports ports) {
    this.ring = ring;
    this.asker = asker;
    this.ports = ports;
  }

  /** In order. The lines come first and main memory then: what is evicted in between is in the one or the other. */
  CompletionStage<Caches.Keys> page(CacheRequest.KeysOfAll asked, long deadlineNanos) {
    int limit = Math.min(asked.limit(), NodeLimits.PAGE_KEYS);
    return here(asked.prefix(), asked.after(), limit, deadlineNanos).thenCompose(here -> stored(asked, limit, deadlineNanos).thenCompose(stored -> {
      KeyListing.Page page = KeyListing.merged(stored, here, limit);
      // All that came were gone: who asks goes on after the last key it got, so it must get one.
      boolean goOn = page.keys().keys().isEmpty() && page.through().isPresent();
      if (!goOn) return CompletableFuture.completedFuture(page.keys());
      return page(new CacheRequest.KeysOfAll(asked.prefix(), page.through(), limit), deadlineNanos);
    }));
  }

  private CompletionStage<CacheAnswer.Part> stored(CacheRequest.KeysOfAll asked, int limit, long deadlineNanos) {
    KeyListing listing = new KeyListing(asked.prefix(), asked.after(), limit);
    StoreWalk walk = new StoreWalk(ports.store(), ports.walks(), () -> deadlineNanos - ports.time().monotonicNanos() <= 0, keys -> {
      keys.forEach(listing::add);
      return CompletableFuture.completedFuture(true);
    });
    return ports.transport().trail().carry(walk.walk()).thenCompose(whole -> whole ? CompletableFuture.completedFuture(listing.part()) : CompletableFuture.failedFuture(tooSlow()));
  }

  private static Refusal tooSlow() {
    return new Refusal(Refusal.Code.STORE_UNREACHABLE, "main memory of the cache did not list its keys in time; nothing was changed", Optional.empty(), 1_000);
  }

  /** What the lines of each node say. */
  CompletionStage<List<CacheAnswer.KeysHere>> here(String prefix, Optional<String> after, int limit, long deadlineNanos) {
    List<CompletableFuture<CacheAnswer>> parts = new ArrayList<>();
    for (NodeId node : ring.get().map(Ring::nodes).orElse(List.of())) {
      parts.add(asker.ask(node, new CacheRequest.KeysHere(prefix, after, limit), deadlineNanos).toCompletableFuture());
    }
    return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new))
        .thenApply(all -> parts.stream().map(part -> (CacheAnswer.KeysHere) part.join()).toList());
  }
}
