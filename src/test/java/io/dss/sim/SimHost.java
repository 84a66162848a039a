package io.dss.sim;

import io.dss.cluster.Role;
import io.dss.kernel.DiskId;
import io.dss.kernel.Incarnation;
import io.dss.kernel.NodeId;
import io.dss.raft.log.SnapshotMeta;
import io.dss.raft.sim.SimEntropy;
import io.dss.spi.PeerTransport;
import io.dss.spi.SnapshotStore;
import io.dss.spi.memory.MemoryDisk;
import java.util.Optional;
import java.util.SortedSet;

/** One machine: its disk and what is recorded on it, how fast its clock runs, and the process that runs on it, if one does. */
final class SimHost {
  private final World world;
  private final NodeId node;
  private final DiskId diskId;
  private final SortedSet<Role> roles;
  private final MemoryDisk disk = new MemoryDisk();
  private final SimEntropy entropy;
  private final int ratePerMille;
  private long incarnation;
  private SimProcess process;

  SimHost(World world, NodeId node, DiskId diskId, SortedSet<Role> roles, SimEntropy entropy, int ratePerMille) {
    this.world = world;
    this.node = node;
    this.diskId = diskId;
    this.roles = roles;
    this.entropy = entropy;
    this.ratePerMille = ratePerMille;
    try (SnapshotStore.Sink sink = disk.snapshots().begin(SnapshotMeta.bootstrap(world.configuration()))) {
      sink.commit();
    }
    world.network().attach(node, (from, channel, frame) -> {
      if (isUp()) process.run(() -> process.transport().arrived(from, channel, frame));
    });
  }

  NodeId node() {
    return node;
  }

  SortedSet<Role> roles() {
    return roles;
  }

  MemoryDisk disk() {
    return disk;
  }

  SimEntropy entropy() {
    return entropy;
  }

  boolean isVoter() {
    return world.configuration().isVoter(node);
  }

  /** What the handshake proves of this node. */
  PeerTransport.Peer identity() {
    return new PeerTransport.Peer(new Incarnation(node, incarnation), diskId, Optional.of(world.configuration().cluster()));
  }

  /** Records an incarnation of at least so much. */
  Incarnation raise(long atLeast) {
    incarnation = Math.max(incarnation, atLeast);
    return new Incarnation(node, incarnation);
  }

  boolean isUp() {
    return process != null;
  }

  /** Null while the machine is down. */
  SimProcess process() {
    return process;
  }

  void start() {
    if (isUp()) return;
    raise(incarnation + 1);
    SimClock clock = new SimClock(world.queue(), ratePerMille, 1_000_000L * entropy.below(1_000_000));
    process = new SimProcess(world, this, clock);
    process.start();
  }

  /** The process is gone in the middle of whatever it did; its disk keeps what was synced, and of the rest some beginning. */
  void crash() {
    if (!isUp()) return;
    SimProcess gone = process;
    process = null;
    gone.die(entropy.chance(500));
    disk.crash(entropy);
    world.died(gone);
  }
}
