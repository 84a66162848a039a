package io.dss.node.route;

import io.dss.kernel.NodeId;
import java.util.Optional;

/** This node does not lead, and surely has not carried out what it was asked. */
public final class NotLeading extends Exception {
  private static final long serialVersionUID = 1L;

  private final NodeId leader;

  public NotLeading(Optional<NodeId> leader) {
    super("leader is " + leader.map(NodeId::value).orElse("not known"), null, false, false);
    this.leader = leader.orElse(null);
  }

  /** Who leads instead, if known. */
  public Optional<NodeId> leader() {
    return Optional.ofNullable(leader);
  }
}
