package io.dss.node.raft;

import io.dss.kernel.DiskId;
import io.dss.kernel.Incarnation;
import io.dss.kernel.NodeId;
import io.dss.raft.RaftSettings;
import io.dss.raft.log.Configuration;
import io.dss.raft.log.SnapshotMeta;
import io.dss.spi.PeerTransport;
import io.dss.spi.SnapshotStore;
import io.dss.spi.memory.MemoryDisk;
import java.util.Collection;
import java.util.Optional;
import java.util.Random;

/** A Raft member without threads, on a disk in memory: its loop, its disk thread and its worker do a step when they are told to. */
public final class SteppedNode {
  final NodeId id;
  final MemoryDisk disk;
  final EventLoop loop = new EventLoop();
  final ManualExecutor worker = new ManualExecutor();
  final RaftNode raft;
  boolean diskStalled;
  boolean loopStalled;
  boolean workerStalled;
  private LogWriter writer;

  /** So small that a test reaches the limits. */
  static RaftSettings small() {
    RaftSettings settings = RaftSettings.DEFAULTS;
    return new RaftSettings(settings.heartbeatMillis(), settings.electionTimeoutMinMillis(), settings.electionTimeoutMaxMillis(),
        settings.maxBatchBytes(), settings.maxInflightAppends(), 100_000, 10_000, settings.maxApplyBytes(),
        settings.maxPendingReads(), settings.snapshotChunkBytes(), 2, settings.keepTailBytes());
  }

  SteppedNode(NodeId id, MemoryDisk disk, Configuration configuration, PeerTransport transport, ManualTime time, RaftSettings settings,
      long snapshotEntries, Collection<? extends ReplicatedTable<?>> tables) {
    this.id = id;
    this.disk = disk;
    SnapshotStore snapshots = disk.snapshots();
    if (snapshots.newest().isEmpty()) {
      try (SnapshotStore.Sink sink = snapshots.begin(SnapshotMeta.bootstrap(configuration))) {
        sink.commit();
      }
    }
    Random random = new Random(id.value().hashCode());
    raft = new RaftNode(id, new RaftNode.Settings(settings, snapshotEntries, Long.MAX_VALUE),
        new RaftNode.Ports(disk.log(), snapshots, transport, time, random::nextLong, worker), loop, new RaftListener() {}, tables);
  }

  public static PeerTransport.Peer peer(NodeId id) {
    return new PeerTransport.Peer(new Incarnation(id, 1), diskOf(id), Optional.empty());
  }

  static DiskId diskOf(NodeId id) {
    int number = id.value().charAt(id.value().length() - 1);
    return DiskId.draw(() -> number * 7919L);
  }

  public void start() {
    raft.start(run -> writer = (LogWriter) run);
  }

  public RaftNode raft() {
    return raft;
  }

  public EventLoop loop() {
    return loop;
  }

  public NodeId id() {
    return id;
  }

  public void step() {
    if (!loopStalled) loop.turn();
    if (!diskStalled) writer.turn();
    if (!workerStalled) worker.runAll();
  }
}
