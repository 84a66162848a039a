package io.dss.sim;

import io.dss.cluster.LeaseTerms;
import io.dss.cluster.Role;
import io.dss.kernel.ClusterId;
import io.dss.kernel.DiskId;
import io.dss.kernel.NodeId;
import io.dss.node.raft.RaftNode;
import io.dss.node.raft.RaftView;
import io.dss.raft.log.Configuration;
import io.dss.raft.sim.EventQueue;
import io.dss.raft.sim.FaultMenu;
import io.dss.raft.sim.SimEntropy;
import io.dss.raft.sim.SimNetwork;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;

/** A cluster of whole nodes, its clients and its time. Same seed, same everything. */
final class World {
  /** Clocks differ by at most the margin of the lease terms: 1.045 / 0.955 is below 1.10. */
  private static final int DRIFT_PER_MILLE = GrantOracle.FASTEST_PER_MILLE;
  private static final LeaseTerms TERMS = new LeaseTerms(500, 600, 10);

  private final EventQueue queue = new EventQueue();
  private final SimEntropy entropy;
  private final RaftNode.Settings raftSettings;
  private final SimNetwork network;
  private final Configuration configuration;
  private final LogOracle oracle = new LogOracle(queue);
  private final LeaseOracle leases = new LeaseOracle(oracle);
  private final ClientHistory history = new ClientHistory();
  private final SortedMap<NodeId, SimHost> hosts = new TreeMap<>();
  private final List<SimClient> clients = new ArrayList<>();
  private FaultMenu menu;
  private int clientMicros = 100_000;
  private boolean busy = true;
  private long lives;

  World(long seed, int voters, int others, FaultMenu menu, RaftNode.Settings raftSettings) {
    this.entropy = new SimEntropy(seed);
    this.menu = menu;
    this.raftSettings = raftSettings;
    network = new SimNetwork(queue, entropy.fork("network"), menu);
    SortedMap<NodeId, DiskId> voting = new TreeMap<>();
    for (int i = 1; i <= voters; i++) voting.put(new NodeId("n" + i), DiskId.draw(entropy));
    configuration = new Configuration(ClusterId.draw(entropy), voting, new TreeMap<>());
    voting.forEach((node, disk) -> add(node, disk, EnumSet.allOf(Role.class)));
    for (int i = 1; i <= others; i++) add(new NodeId("m" + i), DiskId.draw(entropy), EnumSet.of(Role.QUEUE, Role.CACHE));
  }

  private void add(NodeId node, DiskId disk, EnumSet<Role> roles) {
    int rate = 1_000 + entropy.between(-DRIFT_PER_MILLE, DRIFT_PER_MILLE);
    hosts.put(node, new SimHost(this, node, disk, new TreeSet<>(roles), entropy.fork("host"), rate));
  }

  /** @param thinkMicros how long a client rests between calls, on average */
  void begin(int clientCount, int thinkMicros) {
    clientMicros = thinkMicros;
    hosts.values().forEach(SimHost::start);
    for (int i = 1; i <= clientCount; i++) clients.add(new SimClient(this, "c" + i, entropy.fork("client"), history));
  }

  EventQueue queue() {
    return queue;
  }

  SimNetwork network() {
    return network;
  }

  Configuration configuration() {
    return configuration;
  }

  RaftNode.Settings raftSettings() {
    return raftSettings;
  }

  LeaseTerms leaseTerms() {
    return TERMS;
  }

  int memberHeartbeatMillis() {
    return 100;
  }

  LogOracle oracle() {
    return oracle;
  }

  LeaseOracle leaseOracle() {
    return leases;
  }

  ClientHistory history() {
    return history;
  }

  List<SimHost> hosts() {
    return List.copyOf(hosts.values());
  }

  SimHost host(NodeId node) {
    return hosts.get(node);
  }

  SimHost anyHost(SimEntropy by) {
    return hosts().get(by.below(hosts.size()));
  }

  Optional<SimProcess> anyUp(SimEntropy by) {
    List<SimProcess> up = hosts.values().stream().filter(SimHost::isUp).map(SimHost::process).toList();
    return up.isEmpty() ? Optional.empty() : Optional.of(up.get(by.below(up.size())));
  }

  List<NodeId> others(NodeId node) {
    return hosts.keySet().stream().filter(other -> !other.equals(node)).toList();
  }

  /** Whoever leads the highest term, as it believes itself. */
  Optional<SimProcess> leader() {
    Optional<SimProcess> leader = Optional.empty();
    long term = 0;
    for (SimHost host : hosts.values()) {
      if (!host.isUp() || !host.isVoter()) continue;
      RaftView view = host.process().raft().orElseThrow().view();
      if (view.leads() && view.term() > term) {
        leader = Optional.of(host.process());
        term = view.term();
      }
    }
    return leader;
  }

  int lockCount() {
    return 4;
  }

  String lock(int number) {
    return "lock" + number;
  }

  boolean anyCalling() {
    return clients.stream().anyMatch(SimClient::isCalling);
  }

  int clientMicros() {
    return clientMicros;
  }

  /** Clients go on calling. */
  boolean isBusy() {
    return busy;
  }

  long nextLife() {
    return ++lives;
  }

  int loopMicros() {
    return Math.max(1, menu.applyMicros() / 4 + 200);
  }

  long syncMicros(SimEntropy by) {
    return 50 + by.below(by.chance(menu.stallPerMille()) ? menu.stallMicros() : menu.syncMicros());
  }

  void died(SimProcess process) {
    oracle.trace(process.life() * 53);
    clients.forEach(client -> client.lost(process));
  }

  /** No more faults: all links whole, all processes up and running. */
  void calm() {
    busy = false;
    menu = FaultMenu.CALM;
    network.menu(menu);
    network.heal();
    for (SimHost host : hosts()) {
      if (host.isUp()) host.process().resume();
      host.start();
    }
  }

  /** The run is over: what nobody was told stays unknown. */
  void end() {
    clients.forEach(SimClient::end);
  }

  void run(long micros) {
    within(micros, () -> false);
  }

  /** Runs until {@code reached}, at most so long; false if it was not. */
  boolean within(long micros, BooleanSupplier reached) {
    long until = queue.nowMicros() + micros;
    while (!reached.getAsBoolean()) {
      boolean more = queue.step(until);
      oracle.verdict();
      if (!more) return reached.getAsBoolean();
    }
    return true;
  }
}
