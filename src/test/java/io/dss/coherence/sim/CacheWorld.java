package io.dss.coherence.sim;

import io.dss.coherence.Bucket;
import io.dss.coherence.Buckets;
import io.dss.coherence.sim.EntryModel.CacheOp;
import io.dss.kernel.ClusterId;
import io.dss.kernel.NodeId;
import io.dss.linearizability.Operation;
import io.dss.raft.sim.EventQueue;
import io.dss.raft.sim.FaultMenu;
import io.dss.raft.sim.SimEntropy;
import io.dss.raft.sim.SimNetwork;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Cache nodes, one main memory, one keeper of views, clients, and their time. Same seed, same everything. */
final class CacheWorld {
  static final ClusterId CLUSTER = new ClusterId("0123456789abcdef0123456789abcdef");
  private static final int DRIFT_PER_MILLE = 45;
  private static final int SKEW_MILLIS = 40;

  private final EventQueue queue = new EventQueue();
  private final SimEntropy entropy;
  private final SimNetwork network;
  private final SlowStore store;
  private final Crew crew;
  private final Deaths deaths;
  private final LineOracle lines;
  private final Build build;
  private final Counts counts = new Counts();
  private final SortedMap<NodeId, CacheHost> hosts = new TreeMap<>();
  private final List<CacheClient> clients = new ArrayList<>();
  private final List<Operation<CacheOp>> history = new ArrayList<>();
  private final List<String> keys;
  private final List<Integer> buckets;
  private AssertionError violation;
  private FaultMenu menu = FaultMenu.CALM;
  private boolean busy = true;
  private long lives;
  private long trace;

  CacheWorld(long seed, int nodes, List<String> keys, Build build) {
    entropy = new SimEntropy(seed);
    this.keys = List.copyOf(keys);
    this.build = build;
    TreeSet<Integer> used = new TreeSet<>();
    keys.forEach(key -> used.add(Buckets.of(key)));
    buckets = List.copyOf(used);
    network = new SimNetwork(queue, entropy.fork("network"), menu);
    store = new SlowStore(this, entropy.fork("store"), StoreFaults.CALM);
    crew = new Crew(this);
    deaths = new Deaths(this, build.safety());
    lines = new LineOracle(this);
    List<NodeId> names = new ArrayList<>();
    for (int i = 1; i <= nodes; i++) names.add(new NodeId("n" + i));
    for (NodeId node : names) {
      int rate = 1_000 + entropy.between(-DRIFT_PER_MILLE, DRIFT_PER_MILLE);
      hosts.put(node, new CacheHost(this, node, entropy.fork("host"), rate, entropy.between(-SKEW_MILLIS, SKEW_MILLIS)));
    }
  }

  void begin() {
    crew.start();
    hosts.values().forEach(CacheHost::start);
  }

  void clients(int count, int thinkMicros) {
    for (int i = 1; i <= count; i++) clients.add(new CacheClient(this, "c" + i, entropy.fork("client"), thinkMicros));
  }

  EventQueue queue() {
    return queue;
  }

  SimNetwork network() {
    return network;
  }

  SlowStore store() {
    return store;
  }

  Crew crew() {
    return crew;
  }

  Deaths deaths() {
    return deaths;
  }

  LineOracle lines() {
    return lines;
  }

  Build build() {
    return build;
  }

  Counts counts() {
    return counts;
  }

  SimEntropy draw() {
    return entropy;
  }

  List<String> keys() {
    return keys;
  }

  /** Those that the keys are in. */
  List<Integer> buckets() {
    return buckets;
  }

  String anyKey(SimEntropy by) {
    return keys.get(by.below(keys.size()));
  }

  List<CacheHost> hosts() {
    return List.copyOf(hosts.values());
  }

  CacheHost host(NodeId node) {
    return hosts.get(node);
  }

  CacheHost anyHost(SimEntropy by) {
    return hosts().get(by.below(hosts.size()));
  }

  Optional<CacheProcess> anyUp(SimEntropy by) {
    List<CacheProcess> up = hosts.values().stream().filter(CacheHost::isUp).map(CacheHost::process).toList();
    return up.isEmpty() ? Optional.empty() : Optional.of(up.get(by.below(up.size())));
  }

  List<NodeId> others(NodeId node) {
    return hosts.keySet().stream().filter(other -> !other.equals(node)).toList();
  }

  /** Two runs that did the same have the same. */
  long trace() {
    return trace;
  }

  void trace(long bits) {
    trace = SimEntropy.mix(trace ^ bits ^ queue.nowMicros() << 20);
  }

  /** What a network does to messages that nobody numbers and repeats. */
  void bypass(NodeId from, NodeId to, Consumer<SimCacheNode> message) {
    if (entropy.chance(menu.lossPerMille())) return;
    queue.after(100 + entropy.below(menu.delayMicros()), () -> {
      if (host(to).isUp()) host(to).process().run(() -> message.accept((SimCacheNode) host(to).process().cache()));
    });
  }

  /** What happened, the network's part included. */
  Counts totals() {
    SimNetwork.Mishaps mishaps = network.mishaps();
    Counts all = new Counts();
    all.add(counts);
    all.happened(Fault.LOST, mishaps.lost());
    all.happened(Fault.DOUBLED, mishaps.doubled());
    all.happened(Fault.OVERTAKEN, mishaps.overtaken());
    all.happened(Fault.CUT_OFF, mishaps.cutOff());
    return all;
  }

  long nextLife() {
    return ++lives;
  }

  List<Operation<CacheOp>> history() {
    return history;
  }

  boolean isBusy() {
    return busy;
  }

  boolean anyCalling() {
    return clients.stream().anyMatch(CacheClient::isCalling);
  }

  /** Every member may act in the newest view, and every bucket is open in it. */
  boolean whole() {
    if (crew.members().isEmpty()) return false;
    return crew.members().stream().allMatch(node -> host(node).isUp() && host(node).process().acts() && open(host(node).process()));
  }

  boolean wholeWithAll() {
    return crew.members().size() == hosts.size() && whole();
  }

  private boolean open(CacheProcess process) {
    return buckets.stream().allMatch(number -> process.cache().bucket(number).filter(Bucket::open).filter(CacheWorld::settled).isPresent());
  }

  /** A key whose newest write is only in one place, and on its way to a second, is not whole. */
  private static boolean settled(Bucket bucket) {
    String state = bucket.describe();
    return !state.contains("SETTLE_") && !state.contains("THROUGH_WRITE");
  }

  void broken(NodeId node, Throwable why) {
    if (violation == null) violation = new AssertionError(node + " at " + queue.nowMicros() + " us: " + why, why);
  }

  /** What is thrown within a stage would be swallowed by it. */
  void guarded(NodeId node, Runnable what) {
    try {
      what.run();
    } catch (RuntimeException | AssertionError failed) {
      broken(node, failed);
    }
  }

  void died(CacheProcess process) {
    trace(process.life() * 53);
    deaths.crashed(process);
    lines.died(process);
    clients.forEach(client -> client.lost(process));
  }

  void faults(FaultMenu next, StoreFaults storeFaults) {
    menu = next;
    network.menu(next);
    store.faults(storeFaults);
  }

  /** No more faults: all links whole, all processes up and running, the store well. */
  void calm() {
    busy = false;
    faults(FaultMenu.CALM, StoreFaults.CALM);
    network.heal();
    for (CacheHost host : hosts()) {
      if (host.isUp()) host.process().resume();
      host.start();
    }
  }

  /** The run is over: what nobody was told stays unknown. */
  void end() {
    clients.forEach(CacheClient::end);
  }

  void run(long micros) {
    within(micros, () -> false);
  }

  /** Runs until {@code reached}, at most so long; false if it was not. */
  boolean within(long micros, BooleanSupplier reached) {
    long until = queue.nowMicros() + micros;
    while (!reached.getAsBoolean()) {
      boolean more = queue.step(until);
      if (violation != null) throw violation;
      if (!more) return reached.getAsBoolean();
    }
    return true;
  }
}
