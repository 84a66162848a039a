package io.dss.server.wiring;

import io.dss.cluster.Role;
import io.dss.coherence.Buckets;
import io.dss.node.cluster.Cluster;
import io.dss.node.cluster.ClusterStatus.Node;
import io.dss.node.cluster.Rings;
import io.dss.node.raft.RaftMember;
import io.dss.protocol.ClusterStatus;
import io.dss.protocol.Epoch;
import io.dss.protocol.ProblemCode;
import io.dss.protocol.RaftStatus;
import io.dss.protocol.Rejected;
import io.dss.protocol.RingStatus;
import io.dss.queue.TopicName;
import io.dss.raft.RaftStatus.FollowerStatus;
import io.dss.server.rest.StatusSource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Says what the engine knows in the words of the HTTP contract. */
@ApplicationScoped
public class EngineStatus implements StatusSource {
  private final Cluster cluster;
  private final Rings rings;
  private final RaftMember raft;

  /** For the container's proxies. */
  protected EngineStatus() {
    this(null, null, null);
  }

  @Inject
  public EngineStatus(Cluster cluster, Rings rings, RaftMember raft) {
    this.cluster = cluster;
    this.rings = rings;
    this.raft = raft;
  }

  @Override
  public CompletionStage<ClusterStatus> cluster() {
    return cluster.status().thenApply(status -> new ClusterStatus(
        cluster.id().map(id -> id.value()), epoch(status.epoch()), status.leader(), status.nodes().stream().map(EngineStatus::node).toList()));
  }

  private static ClusterStatus.Node node(Node node) {
    return new ClusterStatus.Node(node.id(), node.url(), node.roles().stream().map(EngineStatus::name).toList(), node.alive(), node.leaseMillis(),
        node.incarnation() == 0 ? Optional.empty() : Optional.of(node.incarnation()));
  }

  @Override
  public CompletionStage<RingStatus> ring(RingQuestion question) {
    if (question instanceof RingQuestion.Topic topic) return CompletableFuture.completedFuture(owner(Role.QUEUE, TopicName.of(topic.name()).topic()));
    if (question instanceof RingQuestion.Key key) return CompletableFuture.completedFuture(owner(Role.CACHE, Buckets.ringName(Buckets.of(key.name()))));
    return CompletableFuture.completedFuture(new RingStatus.Shares(shares(Role.QUEUE), shares(Role.CACHE)));
  }

  private RingStatus owner(Role role, String name) {
    Optional<Rings.RingOfRole> ring = rings.ring(role);
    return new RingStatus.Owner(ring.flatMap(known -> known.ring().owner(name)), ring.map(known -> epoch(known.epoch())).orElse(new Epoch(0, 0)));
  }

  private RingStatus.Ring shares(Role role) {
    Optional<Rings.RingOfRole> ring = rings.ring(role);
    if (ring.isEmpty()) return new RingStatus.Ring(new Epoch(0, 0), List.of());
    return new RingStatus.Ring(epoch(ring.get().epoch()), ring.get().ring().shares().entrySet().stream()
        .map(share -> new RingStatus.Share(share.getKey(), (int) Math.round(share.getValue() * 1000))).toList());
  }

  @Override
  public CompletionStage<RaftStatus> raft() {
    return raft.status().thenApply(status -> raft(status.orElseThrow(
        () -> new Rejected(ProblemCode.NOT_FOUND, "this node is no member of the Raft group (or of no cluster yet); ask a lock node"))));
  }

  private RaftStatus raft(io.dss.raft.RaftStatus status) {
    List<RaftStatus.Follower> followers = status.followers().stream().map(follower -> follower(follower, status.lastIndex())).toList();
    return new RaftStatus(status.self(), role(status), status.term(), status.leader(), status.commitIndex(), status.appliedIndex(), status.lastIndex(),
        status.snapshotIndex(), raft.journalBytes(), followers);
  }

  private static RaftStatus.Role role(io.dss.raft.RaftStatus status) {
    return switch (status.role()) {
      case LEADER -> RaftStatus.Role.LEADER;
      case CANDIDATE, PRE_CANDIDATE -> RaftStatus.Role.CANDIDATE;
      case FOLLOWER -> status.configuration().isVoter(status.self()) ? RaftStatus.Role.FOLLOWER : RaftStatus.Role.LEARNER;
    };
  }

  private static RaftStatus.Follower follower(FollowerStatus follower, long lastIndex) {
    return new RaftStatus.Follower(follower.node(), follower.sending().name().toLowerCase(Locale.ROOT), follower.matchIndex(), lastIndex - follower.matchIndex(),
        follower.inflightAppends());
  }

  private static Epoch epoch(io.dss.cluster.Epoch epoch) {
    return new Epoch(epoch.generation(), epoch.logIndex());
  }

  private static String name(Role role) {
    return role.name().toLowerCase(Locale.ROOT);
  }
}
