package io.dss.queue.sim;

import io.dss.cluster.Epoch;
import io.dss.delivery.DeliveryChecker;
import io.dss.kernel.ClusterId;
import io.dss.kernel.NodeId;
import io.dss.raft.sim.EventQueue;
import io.dss.raft.sim.FaultMenu;
import io.dss.raft.sim.SimEntropy;
import io.dss.raft.sim.SimNetwork;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/** Nodes with queues, one store, one keeper of views, clients, and their time. Same seed, same everything. */
final class QueueWorld {
  static final ClusterId CLUSTER = new ClusterId("0123456789abcdef0123456789abcdef");
  static final long CALL_MILLIS = 1_500;
  private static final int DRIFT_PER_MILLE = 45;
  private static final int SKEW_MILLIS = 40;

  private final EventQueue queue = new EventQueue();
  private final SimEntropy entropy;
  private final SimNetwork network;
  private final SimStore store;
  private final ViewKeeper views;
  private final Owners owners;
  private final DeliveryChecker checker = new DeliveryChecker(30_000_000);
  private final SortedMap<NodeId, QueueHost> hosts = new TreeMap<>();
  private final List<QueueClient> clients = new ArrayList<>();
  private final List<String> topics;
  private final long bodyCacheBytes;
  private AssertionError violation;
  private FaultMenu menu;
  private boolean busy = true;
  private long lives;
  private long trace;
  private long messages;

  QueueWorld(long seed, int nodes, int topicCount, FaultMenu menu, StoreMenu storeMenu) {
    entropy = new SimEntropy(seed);
    this.menu = menu;
    bodyCacheBytes = entropy.chance(300) ? 300 : 1 << 20;
    network = new SimNetwork(queue, entropy.fork("network"), menu);
    store = new SimStore(this, entropy.fork("store"), storeMenu);
    views = new ViewKeeper(this);
    owners = new Owners(this);
    List<String> names = new ArrayList<>();
    for (int i = 1; i <= topicCount; i++) names.add("topic" + i);
    topics = List.copyOf(names);
    for (int i = 1; i <= nodes; i++) {
      NodeId node = new NodeId("n" + i);
      int rate = 1_000 + entropy.between(-DRIFT_PER_MILLE, DRIFT_PER_MILLE);
      hosts.put(node, new QueueHost(this, node, entropy.fork("host"), rate, entropy.between(-SKEW_MILLIS, SKEW_MILLIS)));
    }
  }

  void begin() {
    views.start();
    hosts.values().forEach(QueueHost::start);
  }

  void clients(int count, int thinkMicros) {
    for (int i = 1; i <= count; i++) clients.add(new QueueClient(this, "c" + i, entropy.fork("client"), thinkMicros));
  }

  EventQueue queue() {
    return queue;
  }

  SimNetwork network() {
    return network;
  }

  SimStore store() {
    return store;
  }

  ViewKeeper views() {
    return views;
  }

  Owners owners() {
    return owners;
  }

  DeliveryChecker checker() {
    return checker;
  }

  SimEntropy draw() {
    return entropy;
  }

  List<String> topics() {
    return topics;
  }

  String anyTopic(SimEntropy by) {
    return topics.get(by.below(topics.size()));
  }

  List<QueueHost> hosts() {
    return List.copyOf(hosts.values());
  }

  QueueHost host(NodeId node) {
    return hosts.get(node);
  }

  QueueHost anyHost(SimEntropy by) {
    return hosts().get(by.below(hosts.size()));
  }

  Optional<QueueProcess> anyUp(SimEntropy by) {
    List<QueueProcess> up = hosts.values().stream().filter(QueueHost::isUp).map(QueueHost::process).toList();
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

  long nextLife() {
    return ++lives;
  }

  String nextMessage() {
    return "m" + ++messages;
  }

  long bodyCacheBytes() {
    return bodyCacheBytes;
  }

  int loopMicros() {
    return Math.max(1, menu.applyMicros() / 4 + 500);
  }

  boolean isBusy() {
    return busy;
  }

  boolean anyCalling() {
    return clients.stream().anyMatch(QueueClient::isCalling);
  }

  long answered() {
    return clients.stream().mapToLong(QueueClient::answered).sum();
  }

  void broken(NodeId node, Throwable why) {
    if (violation == null) violation = new AssertionError(node + " at " + queue.nowMicros() + " us: " + why, why);
  }

  /** All who act at one true moment act under one epoch. Looked at when a lease may have begun. */
  void checkActing() {
    Optional<Epoch> one = Optional.empty();
    for (QueueHost host : hosts.values()) {
      Optional<Epoch> acting = host.isUp() ? host.process().placement().acting() : Optional.empty();
      if (acting.isPresent() && one.isPresent() && !acting.equals(one)) broken(host.node(), new AssertionError("acts under " + acting + " while another does under " + one));
      if (acting.isPresent()) one = acting;
    }
  }

  void died(QueueProcess process) {
    trace(process.life() * 53);
    clients.forEach(client -> client.lost(process));
  }

  /** No more faults: all links whole, all processes up and running, the store well. */
  void calm() {
    busy = false;
    menu = FaultMenu.CALM;
    network.menu(menu);
    network.heal();
    store.menu(StoreMenu.CALM);
    for (QueueHost host : hosts()) {
      if (host.isUp()) host.process().resume();
      host.start();
    }
  }

  void menus(FaultMenu next, StoreMenu storeMenu) {
    menu = next;
    network.menu(next);
    store.menu(storeMenu);
  }

  /** The run is over: what nobody was told stays unknown. */
  void end() {
    clients.forEach(QueueClient::end);
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
