package io.dss.coherence;

import io.dss.kernel.NodeId;
import java.util.List;
import java.util.Optional;

/**
 * Who is in, and what each is to the keys of one bucket; a function of the ring of one epoch and of nothing else.
 *
 * @param home serializes what happens to the keys of the bucket, and keeps the backups of what others have written
 * @param next the node after the home on the ring: keeps the backups of what the home itself has written. Empty if there is no other
 * @param nodes all cache nodes of the view, sorted
 */
public record BucketView(ViewId id, NodeId home, Optional<NodeId> next, List<NodeId> nodes) {
  public BucketView {
    nodes = List.copyOf(nodes);
    if (!nodes.contains(home) || next.filter(home::equals).isPresent() || next.isPresent() && !nodes.contains(next.get())) {
      throw new IllegalArgumentException("home " + home + " and next " + next + " of " + nodes);
    }
  }
}
