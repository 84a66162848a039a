package io.dss.coherence;

import io.dss.kernel.NodeId;
import java.util.List;
import java.util.Optional;

/** Who is in, and who is home of what; a function of the ring of one epoch and of nothing else. */
public interface View {
  ViewId id();

  /** All cache nodes of the view, sorted. */
  List<NodeId> nodes();

  NodeId home(String key);

  /** The node after {@code node} on the ring of {@code key}: keeps the backup of what the home itself owns. Empty if there is no other. */
  Optional<NodeId> next(String key, NodeId node);
}
