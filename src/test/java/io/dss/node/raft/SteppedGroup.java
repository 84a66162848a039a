package io.dss.node.raft;

import io.dss.kernel.ClusterId;
import io.dss.kernel.DiskId;
import io.dss.kernel.NodeId;
import io.dss.raft.RaftSettings;
import io.dss.raft.log.Configuration;
import io.dss.spi.PeerTransport;
import io.dss.spi.memory.MemoryDisk;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** A Raft group in one thread, by one clock; the same run every time. */
public final class SteppedGroup {
  public static final long TICK_MILLIS = 25;
  /** Enough for a message there and back, a disk at either end, and what they make others do. */
  private static final int ROUNDS_PER_TICK = 12;

  public final ManualTime time = new ManualTime();
  public final ManualTimer timer = new ManualTimer(time);
  public final MemoryNetwork network = new MemoryNetwork();
  private final Configuration configuration;
  private final RaftSettings settings;
  private final Function<NodeId, Collection<? extends ReplicatedTable<?>>> tables;
  private final Map<NodeId, MemoryDisk> disks = new TreeMap<>();
  private final Map<NodeId, PeerTransport> ports = new TreeMap<>();
  private final Map<NodeId, SteppedNode> nodes = new TreeMap<>();
  private final List<Runnable> ticks = new ArrayList<>();

  public SteppedGroup(int voters, long snapshotEntries, Function<NodeId, Collection<? extends ReplicatedTable<?>>> tables) {
    this(voters, SteppedNode.small(), snapshotEntries, tables);
  }

  public SteppedGroup(int voters, RaftSettings settings, long snapshotEntries, Function<NodeId, Collection<? extends ReplicatedTable<?>>> tables) {
    this.settings = settings;
    this.tables = tables;
    SortedMap<NodeId, DiskId> ids = new TreeMap<>();
    for (int i = 1; i <= voters; i++) ids.put(new NodeId("n" + i), SteppedNode.diskOf(new NodeId("n" + i)));
    configuration = new Configuration(ClusterId.draw(() -> 42), ids, new TreeMap<>());
    for (NodeId id : ids.keySet()) {
      disks.put(id, new MemoryDisk());
      make(id, snapshotEntries);
    }
  }

  /** Another life of that node on the same disk; to be started. */
  public SteppedNode make(NodeId id, long snapshotEntries) {
    PeerTransport port = network.port(SteppedNode.peer(id));
    ports.put(id, port);
    SteppedNode node = new SteppedNode(id, disks.get(id), configuration, port, time, settings, snapshotEntries, tables.apply(id));
    nodes.put(id, node);
    return node;
  }

  public Configuration configuration() {
    return configuration;
  }

  public void start() {
    nodes.values().forEach(SteppedNode::start);
  }

  public SteppedNode node(int number) {
    return nodes.get(new NodeId("n" + number));
  }

  public SteppedNode node(NodeId id) {
    return nodes.get(id);
  }

  public PeerTransport port(NodeId id) {
    return ports.get(id);
  }

  public Collection<SteppedNode> nodes() {
    return nodes.values();
  }

  /** Runs with every tick, after the nodes' own. */
  public void onTick(Runnable work) {
    ticks.add(work);
  }

  /** Everybody does what is due, without time passing. */
  public void settle() {
    for (int i = 0; i < ROUNDS_PER_TICK; i++) {
      nodes.values().forEach(SteppedNode::step);
      network.deliver();
      timer.runDue();
    }
  }

  public void run(long millis) {
    for (long passed = 0; passed < millis; passed += TICK_MILLIS) tick();
  }

  private void tick() {
    time.advanceMillis(TICK_MILLIS);
    nodes.values().forEach(node -> node.raft().tick());
    ticks.forEach(Runnable::run);
    settle();
  }

  public void runUntil(String what, BooleanSupplier holds) {
    for (int i = 0; i < 800; i++) {
      if (holds.getAsBoolean()) return;
      tick();
    }
    throw new AssertionError("not within 20 s: " + what);
  }

  /** Runs until somebody leads and may take calls. */
  public SteppedNode leader() {
    runUntil("somebody leads", () -> nodes.values().stream().anyMatch(SteppedGroup::leads));
    return nodes.values().stream().filter(SteppedGroup::leads).findFirst().orElseThrow();
  }

  private static boolean leads(SteppedNode node) {
    return node.raft().view().leads() && node.raft().view().leaderHeard();
  }

  public SteppedNode other(SteppedNode than) {
    return nodes.values().stream().filter(node -> node != than).findFirst().orElseThrow();
  }
}
