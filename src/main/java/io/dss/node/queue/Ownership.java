package io.dss.node.queue;

import io.dss.cluster.Epoch;
import io.dss.kernel.NodeId;
import io.dss.node.route.NotOwner;
import io.dss.node.route.Placement;
import io.dss.queue.Fence;
import java.util.Optional;

/**
 * Which topics are this node's, by the ring that the queue loop goes by: a newer one counts only once all topics were held against it. Confined to
 * the queue loop.
 */
final class Ownership {
  private final NodeId self;
  private final Placement placement;
  private Placement.Ring known;

  Ownership(NodeId self, Placement placement) {
    this.self = self;
    this.placement = placement;
  }

  /** What a newer ring means for the topics held. */
  enum Change {
    NONE,
    /** It follows the one known: topics that are still this node's go on. */
    NEXT,
    /** One between them was missed: somebody else may have owned any topic meanwhile. */
    MISSED
  }

  /** Goes by the newest ring from now on. */
  Change refresh() {
    Optional<Placement.Ring> newest = placement.ring();
    if (newest.isEmpty() || known != null && !newest.get().epoch().isAfter(known.epoch())) return Change.NONE;
    boolean next = known != null && newest.get().previous().equals(Optional.of(known.epoch()));
    known = newest.get();
    return next ? Change.NEXT : Change.MISSED;
  }

  Optional<Placement.Ring> ring() {
    return Optional.ofNullable(known);
  }

  /** Whether there is a ring that {@link #refresh} has not seen. */
  boolean outdated() {
    Optional<Placement.Ring> newest = placement.ring();
    return newest.isPresent() && (known == null || newest.get().epoch().isAfter(known.epoch()));
  }

  boolean owns(String topic) {
    return known != null && known.owner(topic).equals(Optional.of(self));
  }

  /** The epoch under which this node may act by the ring known; its lease may end at any moment. */
  Optional<Epoch> acting() {
    return known == null || outdated() ? Optional.empty() : placement.acting().filter(known.epoch()::equals);
  }

  /** The epoch under which this node may serve the topic right now. */
  Optional<Epoch> mayServe(String topic) {
    return owns(topic) ? acting() : Optional.empty();
  }

  /** Whether the ring known is as new as the one under which {@code claim} was made. */
  boolean reaches(Fence claim) {
    return known != null && !new Epoch(claim.generation(), claim.ringEpoch()).isAfter(known.epoch());
  }

  NotOwner notOwner() {
    return new NotOwner(known == null ? Epoch.NONE : known.epoch());
  }
}
