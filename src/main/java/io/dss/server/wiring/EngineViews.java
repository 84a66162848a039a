package io.dss.server.wiring;

import io.dss.cluster.Epoch;
import io.dss.cluster.Role;
import io.dss.kernel.ClusterId;
import io.dss.node.cluster.Cluster;
import io.dss.node.cluster.ClusterStatus;
import io.dss.node.cluster.Draining;
import io.dss.node.cluster.Leases;
import io.dss.node.cluster.NodeHealth;
import io.dss.node.cluster.Rings;
import io.dss.node.raft.RaftMember;
import io.dss.node.raft.RaftNode;
import io.dss.node.raft.RaftView;
import io.dss.raft.RaftStatus;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The engine as those see it who only look, from its start on: what is not there yet is empty. */
final class EngineViews {
  private EngineViews() {}

  record OfRaft(Engine engine) implements RaftMember {
    @Override
    public Optional<RaftView> view() {
      return engine.node().flatMap(FormedNode::raft).map(RaftNode::view);
    }

    @Override
    public CompletionStage<Optional<RaftStatus>> status() {
      Optional<RaftNode> raft = engine.node().flatMap(FormedNode::raft);
      // One that failed must not be asked: what it would say may be wrong.
      if (raft.isEmpty() || raft.get().failure().isPresent()) return CompletableFuture.completedFuture(Optional.empty());
      return raft.get().status().thenApply(Optional::of);
    }

    @Override
    public long journalBytes() {
      return engine.node().flatMap(FormedNode::raft).map(RaftNode::logBytes).orElse(0L);
    }
  }

  record OfCluster(Engine engine) implements Cluster {
    @Override
    public Optional<ClusterId> id() {
      return engine.cluster();
    }

    @Override
    public Optional<Leases> leases() {
      return engine.node().map(node -> node.member().leases());
    }

    @Override
    public CompletionStage<ClusterStatus> status() {
      return engine.node().map(node -> node.cluster().status())
          .orElseGet(() -> CompletableFuture.completedFuture(new ClusterStatus(Epoch.NONE, Optional.empty(), List.of())));
    }
  }

  record OfRings(Engine engine) implements Rings {
    @Override
    public Optional<RingOfRole> ring(Role role) {
      return engine.node().flatMap(node -> node.cluster().ring(role));
    }
  }

  record OfHealth(Engine engine) implements NodeHealth {
    @Override
    public Optional<String> failedBecause() {
      return engine.failure().map(Throwable::getMessage);
    }

    @Override
    public Optional<String> notReadyBecause() {
      return engine.notReadyBecause();
    }
  }

  record OfDrain(Engine engine) implements Draining {
    @Override
    public CompletionStage<Drained> drain() {
      return engine.draining().asked(Draining::drain);
    }

    @Override
    public CompletionStage<Void> cancel() {
      return engine.draining().asked(Draining::cancel);
    }

    @Override
    public boolean draining() {
      return engine.draining().formed().filter(Draining::draining).isPresent();
    }
  }
}
