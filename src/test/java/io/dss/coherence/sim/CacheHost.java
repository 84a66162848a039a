package io.dss.coherence.sim;

import io.dss.kernel.DiskId;
import io.dss.kernel.Incarnation;
import io.dss.kernel.NodeId;
import io.dss.raft.sim.SimEntropy;
import io.dss.spi.PeerTransport;
import java.util.Optional;

/** One machine: its clock, and the process that runs on it, if one does. */
final class CacheHost {
  private final CacheWorld world;
  private final NodeId node;
  private final DiskId disk;
  private final SimEntropy entropy;
  private final int ratePerMille;
  private final int skewMillis;
  private long incarnation;
  private CacheProcess process;

  CacheHost(CacheWorld world, NodeId node, SimEntropy entropy, int ratePerMille, int skewMillis) {
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

  /** The next incarnation of this node, as its disk counts them. */
  long raise() {
    return ++incarnation;
  }

  PeerTransport.Peer identity() {
    return new PeerTransport.Peer(new Incarnation(node, Math.max(1, incarnation)), disk, Optional.of(CacheWorld.CLUSTER));
  }

  boolean isUp() {
    return process != null;
  }

  /** Null while the machine is down. */
  CacheProcess process() {
    return process;
  }

  void start() {
    if (isUp()) return;
    process = new CacheProcess(world, this, new NodeClock(world.queue(), ratePerMille, 1_000_000L * entropy.below(1_000_000), skewMillis));
    process.start();
  }

  void crash() {
    if (!isUp()) return;
    CacheProcess gone = process;
    process = null;
    gone.die();
    world.died(gone);
  }
}
