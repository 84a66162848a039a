package io.dss.node.cache;

import io.dss.cluster.Epoch;
import io.dss.coherence.BucketView;
import io.dss.coherence.Buckets;
import io.dss.coherence.ViewId;
import io.dss.kernel.Incarnation;
import io.dss.kernel.NodeId;
import io.dss.node.route.Placement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What one ring of cache nodes means for the buckets.
 *
 * @param self this life of this node if it is in
 * @param views of each bucket; none if nobody is in
 */
record Ring(Epoch epoch, Optional<Incarnation> self, List<BucketView> views) {
  Ring {
    views = List.copyOf(views);
  }

  static Ring of(Placement.Ring ring) {
    List<NodeId> nodes = ring.nodes().members();
    ViewId id = new ViewId(ring.epoch().generation(), ring.epoch().logIndex());
    List<BucketView> views = new ArrayList<>();
    for (int bucket = 0; !nodes.isEmpty() && bucket < Buckets.COUNT; bucket++) {
      String name = Buckets.ringName(bucket);
      views.add(new BucketView(id, ring.nodes().owner(name).orElseThrow(), ring.nodes().successor(name), nodes));
    }
    return new Ring(ring.epoch(), ring.self(), views);
  }

  ViewId id() {
    return new ViewId(epoch.generation(), epoch.logIndex());
  }

  boolean member() {
    return self.isPresent();
  }

  List<NodeId> nodes() {
    return views.isEmpty() ? List.of() : views.get(0).nodes();
  }

  NodeId home(int bucket) {
    return views.get(bucket).home();
  }
}
