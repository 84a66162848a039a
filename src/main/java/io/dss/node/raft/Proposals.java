package io.dss.node.raft;

import io.dss.node.route.NotLeading;
import io.dss.node.route.OutcomeUnknown;
import io.dss.raft.log.LogEntry;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * Proposals that are in this leader's log and not applied yet. An entry that is applied at the same index with the same term is the one that was
 * proposed (§5.3, Log Matching); one with another term means that it was lost, surely. Confined to the loop.
 */
final class Proposals {
  private record Pending(long term, CompletableFuture<Object> reply) {}

  private final TreeMap<Long, Pending> byIndex = new TreeMap<>();

  void add(long index, long term, CompletableFuture<Object> reply) {
    Pending replaced = byIndex.put(index, new Pending(term, reply));
    if (replaced != null) replaced.reply().completeExceptionally(new NotLeading(Optional.empty()));
  }

  /** {@code entry} was applied, with this reply. */
  void applied(LogEntry entry, Object reply) {
    Pending pending = byIndex.remove(entry.index());
    if (pending == null) return;
    if (pending.term() == entry.term()) pending.reply().complete(reply);
    else pending.reply().completeExceptionally(new NotLeading(Optional.empty()));
  }

  /** Leadership is lost: what waits may be committed by the next leader or not. */
  void leadershipLost() {
    byIndex.values().forEach(pending -> pending.reply().completeExceptionally(new OutcomeUnknown("leadership was lost before it was committed")));
    byIndex.clear();
  }

  /** A snapshot up to {@code index} took the place of entries: nobody will know what they answered. */
  void skippedThrough(long index) {
    var skipped = byIndex.headMap(index, true);
    skipped.values().forEach(pending -> pending.reply().completeExceptionally(new OutcomeUnknown("a snapshot took its entry's place")));
    skipped.clear();
  }
}
