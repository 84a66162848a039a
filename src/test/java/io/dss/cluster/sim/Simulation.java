package io.dss.cluster.sim;

import io.dss.cluster.Epoch;
import io.dss.cluster.Heartbeat;
import io.dss.cluster.HeartbeatAnswer;
import io.dss.cluster.HeldLease;
import io.dss.cluster.LeaseTerms;
import io.dss.cluster.Member;
import io.dss.cluster.MembershipCommand;
import io.dss.cluster.Role;
import io.dss.cluster.Standing;
import io.dss.cluster.View;
import io.dss.kernel.ClusterId;
import io.dss.kernel.Incarnation;
import io.dss.kernel.NodeId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A whole cluster's membership and leases on one thread and a virtual real time, all from one seed: leaders that do not know they are deposed, clocks
 * that drift within the margin, pauses, loss, delay, reordering, copies, one-way cuts, restarts beside a left-over, orderly stops. After every event
 * nobody may act where somebody else does.
 */
final class Simulation {
  static final List<LeaseTerms> TERMS = List.of(new LeaseTerms(2_500, 2_750, 10), LeaseTerms.DEFAULT, new LeaseTerms(4_000, 4_500, 10));

  final SplittableRandom random;
  final SimLog log = new SimLog();
  final MembershipCommand.Form formation;
  final List<SimLeader> leaders = new ArrayList<>();
  final List<SimProcess> processes = new ArrayList<>();
  boolean faults = true;
  long now;
  long traceHash = 0xcbf29ce484222325L;
  long grants;
  private final PriorityQueue<Event> events = new PriorityQueue<>(Comparator.comparingLong(Event::atMillis).thenComparingLong(Event::order));
  private long order;
  private final List<SimNode> nodes = new ArrayList<>();
  private final SortedSet<String> cuts = new TreeSet<>();

  private record Event(long atMillis, long order, String label, Runnable action) {}

  private static final class SimNode {
    final NodeId id;
    final SortedSet<Role> roles;
    final SimClock clock;
    long incarnation;
    Optional<SimProcess> current = Optional.empty();
    boolean dead;

    SimNode(NodeId id, SortedSet<Role> roles, SimClock clock) {
      this.id = id;
      this.roles = roles;
      this.clock = clock;
    }
  }

  Simulation(long seed) {
    random = new SplittableRandom(seed);
    formation = new MembershipCommand.Form(new ClusterId("0123456789abcdef0123456789abcdef"), 1, TERMS.get(random.nextInt(TERMS.size())));
    int count = random.nextInt(2, 6);
    for (int i = 0; i < count; i++) {
      SortedSet<Role> roles = new TreeSet<>(List.of(Role.values()));
      if (i > 0 && random.nextInt(3) == 0) roles.remove(Role.values()[random.nextInt(3)]);
      int perMille = random.nextBoolean() ? 1000 + 100 * random.nextInt(2) : random.nextInt(1000, 1101);
      SimNode node = new SimNode(new NodeId("n" + i), roles, new SimClock(random.nextLong(1L << 40), perMille));
      nodes.add(node);
      start(node, 1);
    }
    elect();
    later(3_000, "fault", this::fault);
  }

  // ---- running

  void later(long inMillis, String label, Runnable action) {
    events.add(new Event(now + inMillis, order++, label, action));
  }

  void runUntil(long endMillis) {
    while (!events.isEmpty() && events.peek().atMillis() <= endMillis) {
      Event event = events.poll();
      now = event.atMillis();
      event.action().run();
      trace(now * 31 + event.label().hashCode());
      checkInvariants();
    }
    now = endMillis;
  }

  private void trace(long value) {
    traceHash = (traceHash ^ value) * 0x100000001b3L;
  }

  /** The strong form: in no ring two epochs at once, no two incarnations of a node, nobody whose state is dropped. */
  private void checkInvariants() {
    processes.removeIf(process -> process.dead);
    for (Role role : Role.values()) {
      Optional<Epoch> epoch = Optional.empty();
      SortedMap<NodeId, Incarnation> acting = new TreeMap<>();
      for (SimProcess process : processes) {
        if (!process.holder.acting(role, process.local())) continue;
        Incarnation x = process.holder.incarnation();
        HeldLease held = process.holder.lease(role).orElseThrow();
        trace(held.endMillis());
        if (process.dropped || process.stopping) throw new AssertionError(x + " acts for " + role + " though it dropped its state or has stopped");
        if (epoch.isPresent() && !epoch.get().equals(held.ringEpoch())) {
          String others = epoch.get() + ": " + acting;
          throw new AssertionError("at " + now + " ms " + x + " acts for " + role + " under " + held.ringEpoch() + ", others under " + others);
        }
        Incarnation other = acting.put(process.node, x);
        if (other != null) throw new AssertionError("at " + now + " ms " + other + " and " + x + " act for " + role);
        epoch = Optional.of(held.ringEpoch());
      }
    }
  }

  // ---- network

  long delay() {
    if (!faults) return random.nextLong(1, 10);
    return switch (random.nextInt(12)) {
      case 0 -> random.nextLong(1, 4_000);
      case 1, 2 -> random.nextLong(1, 400);
      default -> random.nextLong(1, 20);
    };
  }

  private void send(NodeId from, NodeId to, String label, Runnable delivery) {
    if (cut(from, to) || faults && random.nextInt(20) == 0) return;
    later(delay(), label, delivery);
    if (faults && random.nextInt(20) == 0) later(delay(), label, delivery);
  }

  private boolean cut(NodeId from, NodeId to) {
    return cuts.contains(from + ">" + to);
  }

  SortedSet<NodeId> unreachable(NodeId from) {
    SortedSet<NodeId> unreachable = new TreeSet<>();
    for (SimNode node : nodes) if (cut(from, node.id) || cut(node.id, from) || node.current.isEmpty()) unreachable.add(node.id);
    return unreachable;
  }

  void heartbeat(SimProcess from, Heartbeat heartbeat) {
    List<SimLeader> believing = leaders.stream().filter(leader -> !leader.gone).toList();
    if (believing.isEmpty()) return;
    SimLeader to = believing.get(random.nextInt(6) == 0 ? random.nextInt(believing.size()) : believing.size() - 1);
    send(from.node, to.host, "heartbeat", () -> to.arrives(heartbeat));
  }

  void answer(SimLeader from, HeartbeatAnswer answer) {
    grants += answer.standing() instanceof Standing.Granted granted && !granted.leases().isEmpty() ? 1 : 0;
    for (SimProcess process : List.copyOf(processes)) {
      if (process.holder.incarnation().equals(answer.to())) send(from.host, process.node, "answer", () -> process.arrives(answer));
    }
  }

  void push(SimLeader from, View view) {
    for (SimProcess process : List.copyOf(processes)) send(from.host, process.node, "view", () -> process.arrives(view));
  }

  /** Committed views also come by the nodes' own logs, in any order and at any time. */
  void committed() {
    if (!faults) return;
    for (SimProcess process : List.copyOf(processes)) {
      if (random.nextInt(3) == 0) later(delay(), "own log", () -> process.arrives(log.newest().view()));
    }
  }

  // ---- leaders

  private void elect() {
    List<SimNode> hosts = nodes.stream().filter(node -> !node.dead).toList();
    SimNode host = hosts.get(random.nextInt(hosts.size()));
    List<SimLeader> withEntries = leaders.stream().filter(it -> !it.uncommitted.isEmpty() && it.base == log.lastIndex()).toList();
    List<MembershipCommand> inherited = List.of();
    if (!withEntries.isEmpty() && random.nextInt(3) > 0) {
      inherited = List.copyOf(withEntries.get(random.nextInt(withEntries.size())).uncommitted);
    }
    log.newestTerm++;
    int applied = Math.max(0, log.lastIndex() - (faults ? random.nextInt(4) : 0));
    leaders.add(new SimLeader(this, host.id, host.clock, applied, inherited));
    for (SimLeader older : leaders) {
      boolean notices = random.nextInt(3) == 0;
      if (older.term < log.newestTerm) later(notices ? 1 : random.nextLong(20_000), "deposed", () -> older.gone = true);
    }
    leaders.removeIf(leader -> leader.gone && leader.base < log.lastIndex() && leader.term < log.newestTerm);
  }

  void handOver(SimLeader leader) {
    if (leader.term == log.newestTerm && random.nextBoolean()) later(random.nextLong(1_000), "hand over", this::elect);
  }

  private SimLeader newestLeader() {
    return leaders.get(leaders.size() - 1);
  }

  // ---- nodes

  private void start(SimNode node, long atLeast) {
    node.incarnation = Math.max(node.incarnation + 1, atLeast);
    Member as = new Member(new Incarnation(node.id, node.incarnation), "http://" + node.id + ":8001", node.roles, Optional.empty());
    SimProcess process = new SimProcess(this, node.id, node.clock, as);
    node.current = Optional.of(process);
    processes.add(process);
  }

  /** The same process under a new incarnation; a left-over beside its successor just ends. */
  void comeAgain(SimProcess process, long atLeast) {
    process.dead = true;
    SimNode node = nodes.stream().filter(it -> it.id.equals(process.node)).findFirst().orElseThrow();
    if (node.current.filter(it -> it == process).isPresent()) start(node, atLeast);
  }

  // ---- faults

  private void fault() {
    if (!faults) return;
    later(random.nextLong(50, 1_500), "fault", this::fault);
    SimNode node = nodes.get(random.nextInt(nodes.size()));
    switch (random.nextInt(14)) {
      case 0, 1 -> elect();
      case 2, 3 -> node.current.ifPresent(this::pause);
      case 4, 5 -> pauseLeader(leaders.get(random.nextInt(leaders.size())));
      case 6, 7 -> cutOneWay(node.id);
      case 8 -> restart(node, random.nextBoolean());
      case 9 -> crash(node);
      case 10 -> stop(node);
      case 11 -> node.current.ifPresent(process -> newestLeader().letGo(process));
      case 12 -> newestLeader().setLeaseTerms(TERMS.get(random.nextInt(TERMS.size())));
      default -> node.current.ifPresent(process -> process.arrives(log.table(random.nextInt(log.lastIndex() + 1)).view()));
    }
  }

  private void pause(SimProcess process) {
    process.pausable.pause();
    later(random.nextLong(100, 8_000), "resume", process.pausable::resume);
  }

  private void pauseLeader(SimLeader leader) {
    leader.pause();
    boolean noticed = random.nextBoolean();
    later(random.nextLong(100, 8_000), "leader resumes", () -> leader.resume(noticed));
  }

  private void cutOneWay(NodeId from) {
    String cut = from + ">" + nodes.get(random.nextInt(nodes.size())).id;
    if (cut.equals(from + ">" + from)) return;
    cuts.add(cut);
    later(random.nextLong(100, 12_000), "cut heals", () -> cuts.remove(cut));
  }

  /** @param leftOver whether the old process lives on, paused for a while */
  private void restart(SimNode node, boolean leftOver) {
    node.current.ifPresent(old -> {
      if (leftOver) pause(old);
      else old.dead = true;
    });
    node.dead = false;
    start(node, 1);
  }

  /** Of three nodes or more two stay: a leader that hears nobody takes nobody out, on purpose. */
  private void crash(SimNode node) {
    if (nodes.stream().filter(it -> !it.dead && it != node).count() < Math.min(2, nodes.size() - 1)) return;
    node.dead = true;
    leaders.stream().filter(leader -> leader.host.equals(node.id)).forEach(leader -> leader.gone = true);
    processes.stream().filter(process -> process.node.equals(node.id)).forEach(process -> process.dead = true);
    node.current = Optional.empty();
    if (random.nextInt(3) > 0) later(random.nextLong(100, 10_000), "restart", () -> {
      if (faults && node.dead) restart(node, false);
    });
  }

  private void stop(SimNode node) {
    node.current.ifPresent(process -> {
      process.stop();
      later(random.nextLong(100, 5_000), "stopped", () -> {
        if (faults && node.current.filter(it -> it == process).isPresent()) restart(node, random.nextBoolean());
      });
    });
  }

  // ---- liveness

  /** Failures stop: who is dead stays dead, every other node runs, one leader is left. */
  void heal() {
    faults = false;
    cuts.clear();
    for (SimProcess process : List.copyOf(processes)) process.pausable.resume();
    for (SimNode node : nodes) {
      if (!node.dead && node.current.map(process -> process.stopping || process.holder.ended()).orElse(true)) restart(node, false);
    }
    for (SimLeader leader : List.copyOf(leaders)) leader.resume(random.nextBoolean());
    if (random.nextBoolean() || newestLeader().gone) elect();
    for (SimLeader leader : leaders) leader.gone = leader.term < log.newestTerm;
  }

  /** Every live node acts in all its roles under the newest view, and no dead one is in it. */
  boolean settled() {
    View view = log.newest().view();
    for (SimNode node : nodes) {
      if (node.dead ? view.member(node.id).isPresent() : !actsInAll(node, view)) return false;
    }
    return true;
  }

  private boolean actsInAll(SimNode node, View view) {
    SimProcess process = node.current.orElseThrow();
    Map<Role, Epoch> rings = view.ringsOf(process.holder.incarnation());
    return !rings.isEmpty() && rings.entrySet().stream().allMatch(ring -> {
      Optional<HeldLease> held = process.holder.lease(ring.getKey());
      return held.filter(lease -> lease.covers(process.local()) && lease.ringEpoch().equals(ring.getValue())).isPresent();
    });
  }

  String describe() {
    StringBuilder text = new StringBuilder("term " + log.newestTerm + ", " + log.newest().view());
    for (SimNode node : nodes) {
      text.append("\n  ").append(node.id).append(node.dead ? " dead" : "");
      node.current.ifPresent(process -> text.append(' ').append(process.holder.incarnation()).append(" view ").append(process.holder.view().epoch()));
    }
    for (SimLeader leader : leaders) if (!leader.gone) text.append("\n  ").append(leader);
    return text.toString();
  }
}
