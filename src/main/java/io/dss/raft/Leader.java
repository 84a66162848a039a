package io.dss.raft;

import io.dss.kernel.NodeId;
import io.dss.raft.log.Configuration;
import io.dss.raft.log.RaftLog;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/** Leads the current term (§5.3). */
final class Leader implements RoleState {
  /** A read that waits for its quorum, then for being applied. @param index what was committed when it was asked */
  record PendingRead(long id, long index) {}

  /** Leadership is being handed over (thesis §3.10). */
  record Handover(NodeId to, long deadlineMillis) {}

  private final NodeId self;
  private final Map<NodeId, Progress> followers = new TreeMap<>();
  final LogTime logTime;
  final Backlog backlog;

  /** In the order of their ids, which is that of their indexes. */
  final Deque<PendingRead> reads = new ArrayDeque<>();

  /** Heartbeats with this read round have gone out. */
  long sentRound;

  long nextHeartbeatMillis;

  /** There may be entries, or news of what is committed, to send to somebody. */
  boolean feedDue = true;

  Optional<Handover> handover = Optional.empty();

  Leader(NodeId self, RaftLog log, long settledIndex, long nowMillis) {
    this.self = self;
    this.logTime = new LogTime(log.lastTimeMillis(), nowMillis);
    this.backlog = new Backlog(log, settledIndex);
    this.nextHeartbeatMillis = nowMillis;
    track(log.configuration(), log.lastIndex(), nowMillis);
  }

  @Override
  public Role role() {
    return Role.LEADER;
  }

  @Override
  public Optional<NodeId> leader() {
    return Optional.of(self);
  }

  /** Follows the configuration: who is new in it begins to be sent to, who is not in it any more is forgotten. */
  void track(Configuration configuration, long lastIndex, long nowMillis) {
    followers.keySet().removeIf(node -> !configuration.contains(node));
    for (NodeId node : configuration.voters().keySet()) add(node, lastIndex, nowMillis);
    for (NodeId node : configuration.learners().keySet()) add(node, lastIndex, nowMillis);
  }

  private void add(NodeId node, long lastIndex, long nowMillis) {
    if (!node.equals(self)) followers.computeIfAbsent(node, name -> new Progress(name, lastIndex + 1, nowMillis));
  }

  /** Everybody but itself, by node. */
  Collection<Progress> followers() {
    return followers.values();
  }

  Optional<Progress> follower(NodeId node) {
    return Optional.ofNullable(followers.get(node));
  }

  /** A value of every member: {@code own} for itself. */
  ToLongFunction<NodeId> each(long own, ToLongFunction<Progress> value) {
    return node -> node.equals(self) ? own : value.applyAsLong(followers.get(node));
  }
}
