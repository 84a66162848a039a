package io.dss.node.queue;

import io.dss.cluster.Epoch;
import io.dss.kernel.NodeId;
import io.dss.node.queue.Queues.Listed;
import io.dss.node.route.OwnerCalls;
import io.dss.node.route.Placement;
import io.dss.node.route.Refusal;
import io.dss.queue.TopicDescription;
import io.dss.spi.TimeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * One list of topics, asked of every member of the ring and put together. It is whole or refused: if a member does not answer it fails, and if the
 * ring changes meanwhile, so that a topic may have been in nobody's part or in two, it begins anew until its deadline.
 */
final class Listing {
  /** Topics of one answer between nodes: with the most groups a topic may have, all of them together stay below the 4 MiB of a frame. */
  static final int PAGE_TOPICS = 64;

  /** What is to be listed. */
  record Query(String prefix, Optional<String> after, int limit) {}

  private final OwnerCalls<QueueRequest, QueueAnswer> calls;
  private final Placement placement;
  private final TimeSource time;
  private final Query query;
  private final long deadlineNanos;

  Listing(OwnerCalls<QueueRequest, QueueAnswer> calls, Placement placement, TimeSource time, Query query, long deadlineNanos) {
    this.calls = calls;
    this.placement = placement;
    this.time = time;
    this.query = query;
    this.deadlineNanos = deadlineNanos;
  }

  CompletionStage<List<Listed>> listed() {
    Optional<Placement.Ring> ring = placement.ring();
    if (ring.isEmpty()) return refused(Refusal.Code.NO_LEADER, "this node has not learned yet which nodes there are");
    if (ring.get().nodes().members().isEmpty()) return refused(Refusal.Code.MOVING, "no node that could own topics is alive");
    return ofAll(ring.get()).handle((topics, failure) -> ended(ring.get().epoch(), topics, failure)).thenCompose(Function.identity());
  }

  private CompletionStage<List<Listed>> ended(Epoch asked, List<Listed> topics, Throwable failure) {
    boolean same = placement.ring().map(Placement.Ring::epoch).equals(Optional.of(asked));
    if (same) return failure == null ? CompletableFuture.completedFuture(topics) : CompletableFuture.failedFuture(failure);
    if (deadlineNanos - time.monotonicNanos() > 0) return listed();
    return refused(Refusal.Code.MOVING, "topics were moving to other nodes all the time; no list of that time would be whole");
  }

  private CompletionStage<List<Listed>> ofAll(Placement.Ring ring) {
    CompletionStage<TreeMap<String, Listed>> merged = CompletableFuture.completedFuture(new TreeMap<>());
    for (NodeId member : ring.nodes().members()) {
      merged = merged.thenCombine(page(member, query, new ArrayList<>()), (all, found) -> {
        for (TopicDescription topic : found) {
          boolean owns = ring.owner(topic.topic()).equals(Optional.of(member));
          if (owns || !all.containsKey(topic.topic())) all.put(topic.topic(), new Listed(topic, member));
        }
        return all;
      });
    }
    return merged.thenApply(all -> all.values().stream().limit(query.limit()).toList());
  }

  private CompletionStage<List<TopicDescription>> page(NodeId member, Query rest, List<TopicDescription> found) {
    int limit = Math.min(PAGE_TOPICS, rest.limit());
    return calls.callAt(member, new QueueRequest.ListTopics(rest.prefix(), rest.after(), limit), deadlineNanos).thenCompose(answered -> {
      if (!(answered.reply() instanceof QueueAnswer.Topics topics)) {
        return refused(Refusal.Code.MOVING, "node " + member + " answered with what is no list");
      }
      found.addAll(topics.topics());
      int missing = rest.limit() - topics.topics().size();
      if (topics.topics().size() < limit || missing <= 0) return CompletableFuture.completedFuture(found);
      return page(member, new Query(rest.prefix(), Optional.of(found.get(found.size() - 1).topic()), missing), found);
    });
  }

  private static <T> CompletionStage<T> refused(Refusal.Code code, String detail) {
    return CompletableFuture.failedFuture(new Refusal(code, detail, Optional.empty(), 1_000));
  }
}
