package io.dss.cluster.sim;

import io.dss.cluster.HeartbeatAnswer;
import io.dss.cluster.HolderEffect;
import io.dss.cluster.LeaseHolder;
import io.dss.cluster.Member;
import io.dss.cluster.View;
import io.dss.kernel.NodeId;
import java.util.List;

/** One start of a node and the engine around its holder. An older one may live on beside its successor. */
final class SimProcess {
  final NodeId node;
  final SimClock clock;
  final Pausable pausable = new Pausable();
  LeaseHolder holder;
  boolean dead;
  boolean stopping;
  /** What it held was dropped and nothing new began. */
  boolean dropped;
  private final Simulation world;

  SimProcess(Simulation world, NodeId node, SimClock clock, Member as) {
    this.world = world;
    this.node = node;
    this.clock = clock;
    this.holder = new LeaseHolder(as);
    world.later(world.random.nextInt(1, 500), "first heartbeat", this::beat);
  }

  long local() {
    return clock.at(world.now);
  }

  private void beat() {
    if (dead) return;
    act(this::heartbeat);
    world.later(480 + world.random.nextInt(40), "beat", this::beat);
  }

  private void heartbeat() {
    if (!holder.ended()) world.heartbeat(this, holder.nextHeartbeat(world.unreachable(node), local()));
  }

  void arrives(HeartbeatAnswer answer) {
    act(() -> run(holder.answerArrives(answer, local())));
  }

  void arrives(View view) {
    act(() -> run(holder.viewArrives(view)));
  }

  void stop() {
    act(() -> {
      stopping = true;
      holder.stopForGood();
      heartbeat();
    });
  }

  private void act(Runnable action) {
    pausable.run(() -> {
      if (!dead) action.run();
    });
  }

  private void run(List<HolderEffect> effects) {
    for (HolderEffect effect : effects) {
      if (effect instanceof HolderEffect.SendHeartbeat) heartbeat();
      else if (effect instanceof HolderEffect.DropState) dropped = true;
      else if (effect instanceof HolderEffect.NeedsNewIncarnation needs) world.comeAgain(this, needs.atLeast());
      else dead = true;
    }
  }
}
