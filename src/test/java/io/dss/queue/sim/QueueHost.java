package io.dss.queue.sim;

import io.dss.kernel.DiskId;
import io.dss.kernel.Incarnation;
import io.dss.kernel.NodeId;
import io.dss.raft.sim.SimEntropy;
import io.dss.spi.PeerTransport;
import java.util.Optional;

/** One machine: its clock, and the process that runs on it, if one does. */
final class QueueHost {
  private final QueueWorld world;
  private final NodeId node;
  private final DiskId disk;
  private final SimEntropy entropy;
  private final int ratePerMille;
  private final int skewMillis;
  private long incarnation;
  private QueueProcess process;

  QueueHost(QueueWorld world, NodeId node, SimEntropy entropy, int ratePerMille, int skewMillis) {
    this.world = world;
    this.node = node;
    this.entropy = entropy;
    this.ratePerMille = ratePerMille;
    this.skewMillis = skewMillis;
    disk = DiskId.draw(entropy);
    world.network().attach(node, (from, channel, frame) -> {
      if (isUp()) process.run(() -> process.arrived(from, channel, frame));
    });
  }

  NodeId node() {
    return node;
  }

  SimEntropy entropy() {
    return entropy;
  }

  PeerTransport.Peer identity() {
    return new PeerTransport.Peer(new Incarnation(node, incarnation), disk, Optional.of(QueueWorld.CLUSTER));
  }

  boolean isUp() {
    return process != null;
  }

  /** Null while the machine is down. */
  QueueProcess process() {
    return process;
  }

  void start() {
    if (isUp()) return;
    incarnation++;
    process = new QueueProcess(world, this, new SkewedClock(world.queue(), ratePerMille, 1_000_000L * entropy.below(1_000_000), skewMillis));
    process.start();
  }

  void crash() {
    if (!isUp()) return;
    QueueProcess gone = process;
    process = null;
    gone.die();
    world.died(gone);
  }
}
