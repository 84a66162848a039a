package io.dss.node.embedded;

import io.dss.kernel.NodeId;
import io.dss.node.raft.RaftNode;
import io.dss.node.raft.RaftView;
import io.dss.node.route.LeaderHandler;
import io.dss.node.route.NotLeading;
import io.dss.node.route.Refusal;
import io.dss.queue.table.TableCommand;
import io.dss.queue.table.TableCommandCodec;
import io.dss.queue.table.TableLimits;
import io.dss.spi.TimeSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Decides store calls on the leader: puts claims and batches into the log, answers reads after a quorum has confirmed that this is still the leader. On any
 * other node it answers {@link NotLeading}. Thread-safe.
 */
final class StoreLeader implements LeaderHandler<StoreRequest, StoreAnswer> {
  private final NodeId self;
  private final RaftNode raft;
  private final MessageReplica replica;
  private final TableLimits limits;
  private final TimeSource time;
  private final Executor readers;

  /** @param limits that batches are held against which come while this node leads @param readers composes answers from an immutable table, off the loop */
  StoreLeader(NodeId self, RaftNode raft, MessageReplica replica, TableLimits limits, TimeSource time, Executor readers) {
    this.self = self;
    this.raft = raft;
    this.replica = replica;
    this.limits = limits;
    this.time = time;
    this.readers = readers;
  }

  @Override
  public CompletionStage<StoreAnswer> handle(StoreRequest request, long deadlineNanos) {
    RaftView view = raft.view();
    // A peer may ask before this node has read its disk.
    if (view == null || !view.leads()) return CompletableFuture.failedFuture(new NotLeading(view == null ? Optional.empty() : view.leader()));
    if (deadlineNanos - time.monotonicNanos() <= 0) {
      return refused(Refusal.Code.OVERLOADED, "the call reached the leader after its deadline and was not carried out", 1_000);
    }
    if (request instanceof StoreRequest.Claim claim) return decided(new TableCommand.Claim(claim.topic(), claim.fence()));
    if (request instanceof StoreRequest.Append append) {
      append.attempts().begin();
      return decided(new TableCommand.Append(append.topic(), append.fence(), append.number(), limits, append.effects()));
    }
    return raft.read(replica::table).thenApplyAsync(table -> StoreReads.of(request, table), readers);
  }

  /** What cannot be read back must not get into the log, where every replica would fail over it. */
  private CompletionStage<StoreAnswer> decided(TableCommand command) {
    Optional<String> broken = TableCommandCodec.broken(command);
    if (broken.isPresent()) return refused(Refusal.Code.LIMIT_REACHED, "the message table does not take it: " + broken.get(), 0);
    return raft.propose(replica, TableCommandCodec.encoded(command)).thenApply(StoreAnswer.Decided::new);
  }

  private CompletionStage<StoreAnswer> refused(Refusal.Code code, String detail, long retryAfterMillis) {
    return CompletableFuture.failedFuture(new Refusal(code, detail, Optional.of(self), retryAfterMillis));
  }
}
