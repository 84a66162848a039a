package io.dss.node.route;

import io.dss.kernel.NodeId;
import java.util.List;
import java.util.Optional;

/** Who leads, as far as this node knows. Thread-safe; never blocks. */
public interface Leadership {
  /** The leader, if one is known. */
  Optional<NodeId> leader();

  /** Whom to ask in turn when none is known. Empty on a voter: it hears of a leader as soon as there is one. */
  List<NodeId> askInstead();

  /** What {@code asked} said of the leader: who it is, or that it is not {@code asked} and not known there. Believed only where this node knows no better. */
  void told(NodeId asked, Optional<NodeId> leader);

  /** Runs {@code listener} after every change of {@link #leader}, on a thread that must not be blocked. */
  void onChange(Runnable listener);
}
