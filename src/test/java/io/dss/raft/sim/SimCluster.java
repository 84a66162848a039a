package io.dss.raft.sim;

import io.dss.kernel.ClusterId;
import io.dss.kernel.DiskId;
import io.dss.kernel.NodeId;
import io.dss.raft.RaftSettings;
import io.dss.raft.RaftStatus;
import io.dss.raft.Role;
import io.dss.raft.log.Configuration;
import io.dss.raft.log.SnapshotMeta;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * A cluster in a box: same seed, same everything. {@link #rage} is the safety phase, {@link #calm} ends all faults, and {@link #within} demands
 * progress in bounded virtual time. Give it other {@link Machine}s, and other channels on {@link #network}, to test what is built upon Raft.
 */
public final class SimCluster {
  private final EventQueue queue = new EventQueue();
  private final SimEntropy entropy;
  private final SimNetwork network;
  private final Oracle oracle;
  private final SimClients clients;
  private final Nemesis nemesis;
  private final SortedMap<NodeId, SimNode> nodes = new TreeMap<>();
  private FaultMenu menu;

  /**
   * @param snapshotEvery applied entries between snapshots
   * @param machines makes the state of a node that starts
   */
  public SimCluster(long seed, int voters, int learners, FaultMenu menu, RaftSettings settings, int snapshotEvery, Supplier<Machine> machines) {
    this.entropy = new SimEntropy(seed);
    this.menu = menu;
    network = new SimNetwork(queue, entropy.fork("network"), menu);
    oracle = new Oracle(this);
    clients = new SimClients(this, entropy.fork("clients"));
    nemesis = new Nemesis(this, entropy.fork("nemesis"), menu);
    Configuration configuration = configuration(voters, learners);
    for (NodeId voter : configuration.voters().keySet()) add(voter, configuration, settings, snapshotEvery, machines);
    for (NodeId learner : configuration.learners().keySet()) add(learner, configuration, settings, snapshotEvery, machines);
  }

  private Configuration configuration(int voters, int learners) {
    SortedMap<NodeId, DiskId> voting = new TreeMap<>();
    SortedMap<NodeId, DiskId> learning = new TreeMap<>();
    for (int i = 1; i <= voters; i++) voting.put(new NodeId("n" + i), DiskId.draw(entropy));
    for (int i = 1; i <= learners; i++) learning.put(new NodeId("x" + i), DiskId.draw(entropy));
    return new Configuration(ClusterId.draw(entropy), voting, learning);
  }

  private void add(NodeId id, Configuration configuration, RaftSettings settings, int snapshotEvery, Supplier<Machine> machines) {
    SimDisk.Stored empty = new SimDisk.Stored(SnapshotMeta.bootstrap(configuration), new byte[0]);
    SimDisk disk = new SimDisk(queue, entropy.fork("disk"), menu, empty);
    int ratePerMille = 1000 + entropy.between(-menu.driftPerMille(), menu.driftPerMille());
    nodes.put(id, new SimNode(this, id, disk, settings, machines, snapshotEvery, ratePerMille));
  }

  public EventQueue queue() {
    return queue;
  }

  public SimNetwork network() {
    return network;
  }

  public Oracle oracle() {
    return oracle;
  }

  public SimClients clients() {
    return clients;
  }

  public List<SimNode> nodes() {
    return List.copyOf(nodes.values());
  }

  public SimNode node(NodeId id) {
    return nodes.get(id);
  }

  SimEntropy entropy() {
    return entropy;
  }

  FaultMenu menu() {
    return menu;
  }

  SimNode anyNode(SimEntropy by) {
    return nodes().get(by.below(nodes.size()));
  }

  public void crash(SimNode node) {
    if (!node.isUp()) return;
    clients.crashed(node.id);
    node.crash();
  }

  public void restart(SimNode node) {
    if (!node.isUp()) node.start();
  }

  /** Starts all nodes, and with them the clients. */
  public void start(int clientMeanMicros) {
    nodes.values().forEach(SimNode::start);
    clients.start(clientMeanMicros);
  }

  /** Faults by the menu, for so long. */
  public void rage(long micros) {
    nemesis.start();
    long until = queue.nowMicros() + micros;
    while (queue.step(until)) {}
  }

  /** No more faults: all links whole, all nodes up and running; only what is under way is still late. */
  public void calm() {
    nemesis.stop();
    clients.stop();
    menu = FaultMenu.CALM;
    network.menu(menu);
    network.heal();
    for (SimNode node : nodes()) {
      node.disk.menu(menu);
      node.resume(false);
      restart(node);
    }
  }

  /** Runs until {@code reached}, at most so long; false if it was not. */
  public boolean within(long micros, BooleanSupplier reached) {
    long until = queue.nowMicros() + micros;
    while (!reached.getAsBoolean()) {
      if (!queue.step(until)) return reached.getAsBoolean();
    }
    return true;
  }

  /** The node that leads the highest term, if it is up and knows it. */
  public Optional<SimNode> leader() {
    Optional<SimNode> leader = Optional.empty();
    long term = 0;
    for (SimNode node : nodes.values()) {
      Optional<RaftStatus> status = node.status().filter(known -> known.role() == Role.LEADER);
      if (status.isPresent() && status.get().term() > term) {
        term = status.get().term();
        leader = Optional.of(node);
      }
    }
    return leader;
  }
}
