package io.dss.node.raft;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Those who wait until this node has stopped leading and knows who leads instead. On the loop. */
final class HandOvers {
  private final List<CompletableFuture<Void>> waiting = new ArrayList<>();

  void add(CompletableFuture<Void> done) {
    waiting.add(done);
  }

  void tell(RaftView view) {
    if (waiting.isEmpty() || view.leads() || view.leader().isEmpty()) return;
    waiting.forEach(done -> done.complete(null));
    waiting.clear();
  }
}
