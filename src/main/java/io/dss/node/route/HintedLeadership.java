package io.dss.node.route;

import io.dss.kernel.NodeId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** Who leads, on a node that is no voter: what others said last, as long as that one can be reached. Thread-safe. */
public final class HintedLeadership implements Leadership {
  private final List<NodeId> voters;
  private final Supplier<Set<NodeId>> unreachable;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private volatile NodeId hinted;

  /** @param unreachable asked at every call; must not block */
  public HintedLeadership(List<NodeId> voters, Supplier<Set<NodeId>> unreachable) {
    this.voters = List.copyOf(voters);
    this.unreachable = unreachable;
  }

  @Override
  public Optional<NodeId> leader() {
    return Optional.ofNullable(hinted).filter(node -> !unreachable.get().contains(node));
  }

  @Override
  public List<NodeId> askInstead() {
    return voters;
  }

  @Override
  public void told(NodeId asked, Optional<NodeId> leader) {
    boolean changed;
    synchronized (this) {
      NodeId before = hinted;
      if (leader.isPresent()) hinted = leader.get();
      else if (asked.equals(before)) hinted = null;
      changed = hinted != null && !hinted.equals(before);
    }
    if (changed) listeners.forEach(Runnable::run);
  }

  @Override
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }
}
