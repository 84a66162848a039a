package io.dss.node.raft;

import io.dss.kernel.NodeId;
import io.dss.node.route.Leadership;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Who leads, on a voter: the leader of its term, as long as it was heard lately and can be reached. A leader that has been silent for half an election
 * timeout, or that hears nothing of what is sent to it, may be cut off; what was sent to it then would end as an unknown outcome instead of a clear "no leader".
 */
public final class RaftLeadership implements Leadership {
  private final RaftNode raft;
  private final Supplier<Set<NodeId>> unreachable;

  /** @param unreachable asked at every call; must not block */
  public RaftLeadership(RaftNode raft, Supplier<Set<NodeId>> unreachable) {
    this.raft = raft;
    this.unreachable = unreachable;
  }

  @Override
  public Optional<NodeId> leader() {
    RaftView view = raft.view();
    return view == null ? Optional.empty() : view.leader().filter(leader -> view.leads() || view.leaderHeard() && !unreachable.get().contains(leader));
  }

  @Override
  public List<NodeId> askInstead() {
    return List.of();
  }

  /** It hears of leaders itself, from the leaders. */
  @Override
  public void told(NodeId asked, Optional<NodeId> leader) {}

  @Override
  public void onChange(Runnable listener) {
    raft.onRoleChange(change -> listener.run());
  }
}
