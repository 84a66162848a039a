package io.dss.node.raft;

import io.dss.kernel.Invariant;
import io.dss.kernel.NodeId;
import io.dss.node.route.NotLeading;
import io.dss.node.route.OutcomeUnknown;
import io.dss.node.route.Refusal;
import io.dss.raft.ProposeResult;
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

  private final NodeId self;
  private final TreeMap<Long, Pending> byIndex = new TreeMap<>();

  Proposals(NodeId self) {
    this.self = self;
  }

  /** What the core said to a proposal: it waits for its entry to be applied, or {@code reply} fails with the truth, that nothing was done. */
  void begun(ProposeResult result, CompletableFuture<Object> reply) {
    if (result instanceof ProposeResult.Accepted accepted) {
      add(accepted.index(), accepted.term(), reply);
    } else if (result instanceof ProposeResult.NotLeader not) {
      reply.completeExceptionally(new NotLeading(not.leader()));
    } else if (result instanceof ProposeResult.Transferring) {
      reply.completeExceptionally(new NotLeading(Optional.empty()));
    } else if (result instanceof ProposeResult.Overloaded overloaded) {
      reply.completeExceptionally(new Refusal(Refusal.Code.OVERLOADED, overloaded.pendingBytes() + " bytes wait to be committed, at most "
          + overloaded.limitBytes() + " may (dss.raft.max-uncommitted-bytes); ask again later", Optional.of(self), 1_000));
    } else if (result instanceof ProposeResult.TooLarge large) {
      reply.completeExceptionally(new Refusal(Refusal.Code.LIMIT_REACHED,
          "the command is " + large.commandBytes() + " bytes long, at most " + large.limitBytes() + " are allowed", Optional.of(self), 0));
    }
  }

  /** Whoever lost leadership has forgotten what waited, so an index is never given twice; nobody could tell what became of the first (Figure 8). */
  private void add(long index, long term, CompletableFuture<Object> reply) {
    Pending replaced = byIndex.put(index, new Pending(term, reply));
    Invariant.check(replaced == null, "entry %d of term %d is proposed where %s waits", index, term, replaced);
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
