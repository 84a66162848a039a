package io.dss.node.cache;

import io.dss.kernel.NodeId;
import io.dss.node.cache.Caches.ChangePage;
import io.dss.node.route.Refusal;
import io.dss.spi.TimeSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * The changes of all cache nodes as one stream. Every node is asked for what came after the place that the cursor names: first for what it has, so
 * that a busy node hides no other, and if none has anything, again with a wait, which the first that has something ends for all. Of one key the
 * versions say which change came first; between nodes there is no other order. A node that is gone, or has forgotten, is a gap, told once.
 * Thread-safe.
 */
final class ChangeStream {
  @FunctionalInterface
  interface Asker {
    CompletionStage<CacheAnswer> ask(NodeId node, CacheRequest request, long deadlineNanos);
  }

  private final String self;
  private final Supplier<Optional<Ring>> ring;
  private final Asker asker;
  private final TimeSource time;
  private final AtomicLong names = new AtomicLong();

  /** @param self of this life of the node and no other */
  ChangeStream(String self, Supplier<Optional<Ring>> ring, Asker asker, TimeSource time) {
    this.self = self;
    this.ring = ring;
    this.asker = asker;
    this.time = time;
  }

  /** @param fromNow nothing is known yet, and what came before is not asked for @param unread it is told as a gap of every node */
  private record Asked(Cursor cursor, boolean fromNow, boolean unread, List<NodeId> nodes, String prefix, int limit, long untilNanos, long deadlineNanos) {
    Feed.Question question(NodeId node) {
      Cursor.Place place = cursor.places().getOrDefault(node, new Cursor.Place(0, fromNow ? Cursor.NOW : 0));
      // All of what all say fits into one page.
      return new Feed.Question(place.life(), place.number(), prefix, Math.max(1, limit / nodes.size()));
    }

    Asked from(String known) {
      return new Asked(Cursor.parse(known).orElseThrow(), false, false, nodes, prefix, limit, untilNanos, deadlineNanos);
    }
  }

  CompletionStage<ChangePage> page(Optional<String> text, String prefix, int limit, long waitMillis, long deadlineNanos) {
    List<NodeId> nodes = ring.get().map(Ring::nodes).orElse(List.of());
    if (nodes.isEmpty()) {
      return CompletableFuture.failedFuture(new Refusal(Refusal.Code.MOVING, "no cache node is in the cluster, or none is known here yet", Optional.empty(), 1_000));
    }
    Optional<Cursor> cursor = text.flatMap(Cursor::parse);
    long untilNanos = time.monotonicNanos() + TimeUnit.MILLISECONDS.toNanos(waitMillis);
    Asked asked = new Asked(cursor.orElseGet(Cursor::none), cursor.isEmpty(), text.isPresent() && cursor.isEmpty(), nodes, prefix,
        Math.min(limit, NodeLimits.PAGE_EVENTS), untilNanos, deadlineNanos);
    return atOnce(asked);
  }

  private CompletionStage<ChangePage> atOnce(Asked asked) {
    long soonNanos = time.monotonicNanos() + TimeUnit.MILLISECONDS.toNanos(NodeLimits.CHANGES_MILLIS);
    Parts parts = new Parts(asked, node -> new CacheRequest.Changes("", asked.question(node), 0), Math.min(soonNanos, asked.deadlineNanos()));
    return parts.all().thenCompose(all -> {
      ChangePage page = parts.page();
      boolean says = !page.changes().isEmpty() || !page.gaps().isEmpty();
      if (!parts.answered()) return parts.failed();
      return says || asked.untilNanos() - time.monotonicNanos() <= 0 ? done(page) : waiting(asked.from(page.cursor()));
    });
  }

  private static CompletionStage<ChangePage> done(ChangePage page) {
    return CompletableFuture.completedFuture(page);
  }

  private CompletionStage<ChangePage> waiting(Asked asked) {
    String name = self + "-" + names.incrementAndGet();
    long leftMillis = Math.max(1, TimeUnit.NANOSECONDS.toMillis(asked.untilNanos() - time.monotonicNanos()));
    Parts parts = new Parts(asked, node -> new CacheRequest.Changes(name, asked.question(node), leftMillis), asked.deadlineNanos());
    return parts.first().thenCompose(first -> {
      // The others would have a question for each page of a busy stream.
      parts.open().forEach(node -> asker.ask(node, new CacheRequest.Enough(name), asked.deadlineNanos()));
      return parts.answered() ? done(parts.page()) : parts.failed();
    });
  }

  @FunctionalInterface
  private interface Asks {
    CacheRequest of(NodeId node);
  }

  /** What each node says. */
  private final class Parts {
    private final Asked asked;
    private final Map<NodeId, CompletableFuture<Feed.Page>> pages = new LinkedHashMap<>();

    Parts(Asked asked, Asks asks, long deadlineNanos) {
      this.asked = asked;
      for (NodeId node : asked.nodes()) {
        pages.put(node, asker.ask(node, asks.of(node), deadlineNanos).thenApply(answer -> ((CacheAnswer.Changes) answer).page()).toCompletableFuture());
      }
    }

    CompletionStage<Void> all() {
      return CompletableFuture.allOf(pages.values().toArray(CompletableFuture[]::new)).handle((none, failure) -> null);
    }

    /** As soon as one has something, or all have nothing. */
    CompletionStage<Void> first() {
      CompletableFuture<Void> first = new CompletableFuture<>();
      for (CompletableFuture<Feed.Page> page : pages.values()) {
        page.thenAccept(found -> {
          if (!found.events().isEmpty() || found.gap()) first.complete(null);
        });
      }
      all().thenAccept(none -> first.complete(null));
      return first;
    }

    List<NodeId> open() {
      return pages.entrySet().stream().filter(page -> !page.getValue().isDone()).map(Map.Entry::getKey).toList();
    }

    private boolean answered(CompletableFuture<Feed.Page> page) {
      return page.isDone() && !page.isCompletedExceptionally();
    }

    boolean answered() {
      return pages.values().stream().anyMatch(this::answered);
    }

    /** As the first one failed, where none answered. */
    CompletionStage<ChangePage> failed() {
      return pages.values().iterator().next().thenApply(page -> {
        throw new IllegalStateException("it failed");
      });
    }

    ChangePage page() {
      Cursor cursor = asked.cursor();
      List<NodeId> gaps = new ArrayList<>();
      for (NodeId node : asked.cursor().places().keySet()) {
        if (asked.nodes().contains(node)) continue;
        gaps.add(node);
        cursor = cursor.without(node);
      }
      List<Caches.ChangeShown> changes = new ArrayList<>();
      for (Map.Entry<NodeId, CompletableFuture<Feed.Page>> each : pages.entrySet()) {
        NodeId node = each.getKey();
        boolean answered = answered(each.getValue());
        boolean unknown = asked.fromNow() && !answered;
        if (unknown) cursor = cursor.with(node, 0, Cursor.NOW);
        if (unknown || asked.unread() || answered && each.getValue().join().gap()) gaps.add(node);
        if (answered) cursor = add(changes, cursor, node, each.getValue().join());
      }
      return new ChangePage(changes, gaps, cursor.text());
    }

    private Cursor add(List<Caches.ChangeShown> changes, Cursor before, NodeId node, Feed.Page found) {
      Cursor cursor = before;
      int room = asked.limit() - changes.size();
      for (Feed.Event event : found.events().subList(0, Math.min(room, found.events().size()))) {
        cursor = cursor.with(node, found.life(), event.number());
        changes.add(new Caches.ChangeShown(event.key(), event.change(), event.version(), node, cursor.text()));
      }
      return found.events().size() <= room ? cursor.with(node, found.life(), found.through()) : cursor;
    }
  }
}
