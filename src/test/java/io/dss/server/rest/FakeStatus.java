package io.dss.server.rest;

import io.dss.kernel.NodeId;
import io.dss.protocol.ClusterStatus;
import io.dss.protocol.Epoch;
import io.dss.protocol.RaftStatus;
import io.dss.protocol.RingStatus;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A cluster of one node that is its leader. */
final class FakeStatus implements StatusSource {
  static final NodeId N1 = new NodeId("n1");
  int asked;
  RingQuestion question;

  @Override
  public CompletionStage<ClusterStatus> cluster() {
    asked++;
    ClusterStatus.Node node = new ClusterStatus.Node(N1, "http://n1:8001", List.of("lock"), true, 2_250, Optional.of(3L));
    return CompletableFuture.completedFuture(new ClusterStatus(Optional.of("c1"), new Epoch(1, 42), Optional.of(N1), List.of(node)));
  }

  @Override
  public CompletionStage<RingStatus> ring(RingQuestion asks) {
    asked++;
    question = asks;
    RingStatus.Ring ring = new RingStatus.Ring(new Epoch(1, 42), List.of(new RingStatus.Share(N1, 1000)));
    RingStatus answer = asks instanceof RingQuestion.Shares ? new RingStatus.Shares(ring, ring) : new RingStatus.Owner(Optional.of(N1), new Epoch(1, 42));
    return CompletableFuture.completedFuture(answer);
  }

  @Override
  public CompletionStage<RaftStatus> raft() {
    asked++;
    RaftStatus.Follower follower = new RaftStatus.Follower(new NodeId("n2"), "replicate", 8, 1, 2);
    return CompletableFuture.completedFuture(
        new RaftStatus(N1, RaftStatus.Role.LEADER, 4, Optional.of(N1), 8, 7, 9, 5, 1_024, List.of(follower)));
  }
}
