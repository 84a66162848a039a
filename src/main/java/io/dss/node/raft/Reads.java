package io.dss.node.raft;

import io.dss.kernel.NodeId;
import io.dss.node.route.NotLeading;
import io.dss.raft.ReadIndexResult;
import io.dss.raft.Ready;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Reads that wait for a quorum to confirm this leader. All that came in during one batch of the loop share one round, which begins after the last of
 * them came; a round that has begun takes nobody else in (a read that joins a round begun before it may miss a write, etcd #20418). Confined to the loop.
 */
final class Reads {
  private List<CompletableFuture<Void>> asked = new ArrayList<>();
  private final Map<Long, List<CompletableFuture<Void>>> byReadId = new HashMap<>();

  void add(CompletableFuture<Void> read) {
    asked.add(read);
  }

  boolean anyAsked() {
    return !asked.isEmpty();
  }

  /** The round for all that was asked so far. */
  void begun(ReadIndexResult result) {
    List<CompletableFuture<Void>> reads = asked;
    asked = new ArrayList<>();
    if (result instanceof ReadIndexResult.Started started) byReadId.put(started.readId(), reads);
    else if (result instanceof ReadIndexResult.NotLeader not) fail(reads, not.leader());
    else fail(reads, Optional.empty());
  }

  void answered(Ready.ReadAnswer answer) {
    List<CompletableFuture<Void>> reads = byReadId.remove(answer.readId());
    if (reads != null) reads.forEach(read -> read.complete(null));
  }

  void failed(long readId) {
    List<CompletableFuture<Void>> reads = byReadId.remove(readId);
    if (reads != null) fail(reads, Optional.empty());
  }

  void failAll() {
    fail(asked, Optional.empty());
    asked = new ArrayList<>();
    byReadId.values().forEach(reads -> fail(reads, Optional.empty()));
    byReadId.clear();
  }

  private static void fail(List<CompletableFuture<Void>> reads, Optional<NodeId> leader) {
    reads.forEach(read -> read.completeExceptionally(new NotLeading(leader)));
  }
}
