package io.dss.node.cache;

import io.dss.kernel.NodeId;
import io.dss.node.route.Refusal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * The changes of all cache nodes as one stream: every node is asked for what came after the place that the cursor names, and whoever has something first ends the
 * wait. Of one key the versions say which change came first; between nodes there is no other order. A node that is gone, or has forgotten, is a gap, told once.
 */
final class ChangeStream {
  @FunctionalInterface
  interface Asker {
    CompletionStage<CacheAnswer> ask(NodeId node, CacheRequest request, long deadlineNanos);
  }

  private final Supplier<Optional<Ring>> ring;
  private final Asker asker;
  private final CacheNode.Ports ports;

  ChangeStream(Supplier<Optional<Ring>> ring, Asker asker, CacheNode.Ports ports) {
    this.ring = ring;
    this.asker = asker;
    this.ports = ports;
  }

  CompletionStage<Caches.ChangePage> page(Optional<String> text, String prefix, int limit, long waitMillis, long deadlineNanos) {
    List<NodeId> nodes = ring.get().map(Ring::nodes).orElse(List.of());
    if (nodes.isEmpty()) {
      return CompletableFuture.failedFuture(new Refusal(Refusal.Code.MOVING, "no cache node is in the cluster, or none is known here yet", Optional.empty(), 1_000));
    }
    Cursor cursor = text.map(Cursor::parse).orElseGet(Cursor::none);
    boolean fromNow = text.isEmpty();
    Map<NodeId, CompletableFuture<Feed.Page>> asked = new LinkedHashMap<>();
    for (NodeId node : nodes) {
      Cursor.Place place = cursor.places().getOrDefault(node, new Cursor.Place(0, fromNow ? -1 : 0));
      Feed.Question question = new Feed.Question(place.life(), place.number(), prefix, limit);
      asked.put(node, asker.ask(node, new CacheRequest.Changes(question, waitMillis), deadlineNanos).thenApply(answer -> ((CacheAnswer.Changes) answer).page())
          .toCompletableFuture());
    }
    CompletableFuture<Caches.ChangePage> page = new CompletableFuture<>();
    boolean left = cursor.places().keySet().stream().anyMatch(node -> !nodes.contains(node));
    for (CompletableFuture<Feed.Page> one : asked.values()) one.whenComplete((found, failure) -> ended(page, asked, cursor, limit, left));
    return page;
  }

  /** The first that has something, or the last that has nothing. */
  private static void ended(CompletableFuture<Caches.ChangePage> page, Map<NodeId, CompletableFuture<Feed.Page>> asked, Cursor cursor, int limit, boolean left) {
    boolean all = asked.values().stream().allMatch(CompletableFuture::isDone);
    boolean any = asked.values().stream().anyMatch(one -> says(one));
    if (!all && !any) return;
    page.complete(made(asked, cursor, limit, left));
  }

  private static boolean says(CompletableFuture<Feed.Page> one) {
    if (!one.isDone() || one.isCompletedExceptionally()) return false;
    return !one.join().events().isEmpty() || one.join().gap();
  }

  private static Caches.ChangePage made(Map<NodeId, CompletableFuture<Feed.Page>> asked, Cursor before, int limit, boolean left) {
    Cursor cursor = before;
    List<Caches.ChangeShown> changes = new ArrayList<>();
    List<NodeId> gaps = new ArrayList<>();
    for (NodeId node : before.places().keySet()) {
      if (!left || asked.containsKey(node)) continue;
      gaps.add(node);
      cursor = cursor.without(node);
    }
    for (Map.Entry<NodeId, CompletableFuture<Feed.Page>> one : asked.entrySet()) {
      if (!one.getValue().isDone() || one.getValue().isCompletedExceptionally()) continue;
      Feed.Page found = one.getValue().join();
      if (found.gap()) gaps.add(one.getKey());
      int taken = 0;
      for (Feed.Event event : found.events()) {
        if (changes.size() == limit) break;
        cursor = cursor.with(one.getKey(), found.life(), event.number());
        changes.add(new Caches.ChangeShown(event.key(), event.change(), event.version(), one.getKey(), cursor.text()));
        taken++;
      }
      if (taken == found.events().size()) cursor = cursor.with(one.getKey(), found.life(), found.through());
    }
    return new Caches.ChangePage(changes, gaps, cursor.text());
  }
}
