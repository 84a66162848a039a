package io.dss.node.route;

import io.dss.kernel.NodeId;
import java.util.List;
import java.util.Optional;

/** Who leads, as far as this node knows. Thread-safe; never blocks. */
public interface Leadership {
  /** The leader, if one is known. */
  Optional<NodeId> leader();

  /** Whom to ask when none is known: the voters, this node left out. */
  List<NodeId> voters();

  /** A hint from a peer; believed only while this node knows no better. */
  void hint(NodeId leader);

  /** Runs {@code listener} after every change of {@link #leader}, on a thread that must not be blocked. */
  void onChange(Runnable listener);
}
