package io.dss.node.memory;

import io.dss.cache.Entry;
import io.dss.cache.table.MemoryTable;
import io.dss.cache.table.TableCommand;
import io.dss.cache.table.TableCommandCodec;
import io.dss.cache.table.TableLimits;
import io.dss.kernel.NodeId;
import io.dss.node.raft.RaftNode;
import io.dss.node.raft.RaftView;
import io.dss.node.route.LeaderHandler;
import io.dss.node.route.NotLeading;
import io.dss.node.route.Refusal;
import io.dss.spi.TimeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Decides calls of main memory on the leader: puts fences and writes into the log, answers reads after a quorum has confirmed that this is still the leader. On
 * any other node it answers {@link NotLeading}. Thread-safe.
 */
final class MemoryLeader implements LeaderHandler<MemoryRequest, MemoryAnswer> {
  /** What one answer holds before it ends; with the one entry that goes over it, it must fit a frame of 4 MiB. */
  private static final int ANSWER_BYTES = 1 << 20;
  private static final int MAX_PAGE_KEYS = 2_000;

  private final NodeId self;
  private final RaftNode raft;
  private final MemoryReplica replica;
  private final TableLimits limits;
  private final TimeSource time;
  private final Executor readers;

  /** @param limits that writes are held against which come while this node leads @param readers composes answers from an immutable table, off the loop */
  MemoryLeader(NodeId self, RaftNode raft, MemoryReplica replica, TableLimits limits, TimeSource time, Executor readers) {
    this.self = self;
    this.raft = raft;
    this.replica = replica;
    this.limits = limits;
    this.time = time;
    this.readers = readers;
  }

  @Override
  public CompletionStage<MemoryAnswer> handle(MemoryRequest request, long deadlineNanos) {
    RaftView view = raft.view();
    // A peer may ask before this node has read its disk.
    if (view == null || !view.leads()) return CompletableFuture.failedFuture(new NotLeading(view == null ? Optional.empty() : view.leader()));
    if (deadlineNanos - time.monotonicNanos() <= 0) {
      return refused(Refusal.Code.OVERLOADED, "the call reached the leader after its deadline and was not carried out", 1_000);
    }
    if (request instanceof MemoryRequest.Fence fence) return decided(new TableCommand.Fence(fence.bucket(), fence.epoch()));
    if (request instanceof MemoryRequest.Write write) return decided(new TableCommand.Write(write.bucket(), write.epoch(), limits, write.items()));
    return raft.read(replica::table).thenApplyAsync(table -> read(request, table), readers);
  }

  private static MemoryAnswer read(MemoryRequest request, MemoryTable table) {
    if (request instanceof MemoryRequest.Keys keys) return new MemoryAnswer.Keys(table.keys(keys.bucket(), keys.after(), Math.min(keys.limit(), MAX_PAGE_KEYS)));
    MemoryRequest.Read read = (MemoryRequest.Read) request;
    List<Entry> entries = new ArrayList<>();
    int bytes = 0;
    for (String key : read.keys()) {
      if (bytes >= ANSWER_BYTES) break;
      Entry entry = table.entry(read.bucket(), key);
      entries.add(entry);
      bytes += entry.bytes();
    }
    return new MemoryAnswer.Entries(entries);
  }

  /** What cannot be read back must not get into the log, where every replica would fail over it. */
  private CompletionStage<MemoryAnswer> decided(TableCommand command) {
    Optional<String> broken = TableCommandCodec.broken(command);
    if (broken.isPresent()) return refused(Refusal.Code.LIMIT_REACHED, "main memory does not take it: " + broken.get(), 0);
    return raft.propose(replica, TableCommandCodec.encoded(command)).thenApply(MemoryAnswer.Decided::new);
  }

  private CompletionStage<MemoryAnswer> refused(Refusal.Code code, String detail, long retryAfterMillis) {
    return CompletableFuture.failedFuture(new Refusal(code, detail, Optional.of(self), retryAfterMillis));
  }
}
