package io.dss.node.route;

import io.dss.kernel.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A leadership that says what the test wants. */
public final class ScriptedLeadership implements Leadership {
  private Optional<NodeId> leader = Optional.empty();
  private List<NodeId> askInstead = List.of();
  private final List<Runnable> listeners = new ArrayList<>();
  final List<String> told = new ArrayList<>();

  public void leaderIs(NodeId node) {
    leader = Optional.ofNullable(node);
    listeners.forEach(Runnable::run);
  }

  void askInstead(NodeId... nodes) {
    askInstead = List.of(nodes);
  }

  @Override
  public Optional<NodeId> leader() {
    return leader;
  }

  @Override
  public List<NodeId> askInstead() {
    return askInstead;
  }

  @Override
  public void told(NodeId asked, Optional<NodeId> said) {
    told.add(asked + " says " + said.map(NodeId::value).orElse("nobody"));
  }

  @Override
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }
}
