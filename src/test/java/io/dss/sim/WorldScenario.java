package io.dss.sim;

import io.dss.cluster.Role;
import io.dss.kernel.NodeId;
import io.dss.lock.LockChange;
import io.dss.lock.LockMode;
import io.dss.lock.LockReply;
import io.dss.linearizability.Verdict;
import io.dss.node.raft.RaftNode;
import io.dss.raft.RaftSettings;
import io.dss.raft.sim.FaultMenu;
import io.dss.raft.sim.SimEntropy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;

/** One seed: a cluster, its limits and its faults; a time of faults; then the proof that it is well again. */
final class WorldScenario {
  private static final long RAGE_MICROS = 6_000_000;
  private static final long SETTLED_MICROS = 12_000_000;
  /** A client is patient for four seconds, three times. */
  private static final long CALLS_ENDED_MICROS = 15_000_000;
  private static final long GRANTED_MICROS = 12_000_000;
  private static final long STRAGGLERS_MICROS = 2_000_000;

  /** What a run was good for. */
  record Outcome(long trace, long events, long elections, long restores, long entries, long grants, long stuck, long repeats, long leases,
      long answered, long unknown, long reads, boolean judged) {}

  private final World world;
  private final SimEntropy draw;
  private final FaultMenu menu;
  private final Set<String> probed = new TreeSet<>();

  private WorldScenario(long seed) {
    draw = new SimEntropy(SimEntropy.mix(seed + 77)).fork("world");
    menu = FaultMenu.draw(draw);
    int voters = pick(3, 3, 5);
    world = new World(draw.nextLong(), voters, pick(0, 0, 1, 2), menu, settings());
  }

  static Outcome run(long seed) {
    return new WorldScenario(seed).run();
  }

  private int pick(int... choices) {
    return choices[draw.below(choices.length)];
  }

  private RaftNode.Settings settings() {
    RaftSettings raft = new RaftSettings(
        50, 250, pick(300, 450), pick(300, 100_000), pick(1, 4, 64), 1_000_000, 100_000, pick(300, 100_000), 1_000, pick(200, 4_096), pick(0, 3, 20), 1_000_000);
    return new RaftNode.Settings(raft, pick(8, 25, 1_000_000), 1 << 30);
  }

  private Outcome run() {
    world.begin(5, pick(60_000, 250_000));
    Blows blows = new Blows(world, draw.fork("blows"), menu);
    Rests rests = new Rests(world, draw.fork("rests"), menu);
    world.run(pick(0, 1_500_000));
    blows.begin();
    rests.begin();
    world.run(RAGE_MICROS);
    blows.end();
    rests.end();
    if (draw.chance(300)) world.hosts().forEach(SimHost::crash);
    world.calm();
    recover();
    world.end();
    Verdict verdict = world.history().verdict();
    world.oracle().require(verdict.outcome() != Verdict.Outcome.NOT_LINEARIZABLE, "linearizability", verdict.explanation());
    return outcome(verdict.outcome() == Verdict.Outcome.LINEARIZABLE);
  }

  /** Healed, it must have one leader, all leases, and locks to give as soon as those that were never given back have run out. */
  private void recover() {
    require(world.within(SETTLED_MICROS, this::settled), "liveness: one leader, and everybody may act");
    // One that stayed open may have done what others saw, and one that outlived this would see the probes: no history has either.
    require(world.within(CALLS_ENDED_MICROS, () -> !world.anyCalling()), "liveness: every call ends");
    // What was given up may still be under way.
    world.run(STRAGGLERS_MICROS);
    long until = world.queue().nowMicros() + GRANTED_MICROS;
    for (int lock = 0; lock < world.lockCount(); lock++) probe(world.lock(lock));
    require(world.within(until - world.queue().nowMicros(), () -> probed.size() == world.lockCount()), "liveness: every lock can be had");
    waitOutlivesItsLeader(world.lock(0));
    require(world.within(SETTLED_MICROS, this::settled), "liveness: it stays so");
  }

  private void require(boolean reached, String what) {
    if (!reached) world.oracle().require(false, what, probed, told());
  }

  private boolean settled() {
    Optional<SimProcess> leader = world.leader();
    if (leader.isEmpty()) return false;
    for (SimHost host : world.hosts()) {
      if (!host.isUp()) return false;
      SimProcess process = host.process();
      for (Role role : host.roles()) if (!process.leases().acting(role, process.clockMillis())) return false;
      if (!process.raft().map(raft -> raft.view().leader().equals(Optional.of(leader.get().node()))).orElse(true)) return false;
    }
    return true;
  }

  private void probe(String lock) {
    LockChange acquire = new LockChange.Acquire(lock, "probe", LockMode.EXCLUSIVE, 60_000, 6_000);
    call(world.anyUp(draw).orElseThrow(), acquire, (reply, failure) -> {
      if (reply instanceof LockReply.Granted) probed.add(lock);
      else world.queue().after(100_000, () -> probe(lock));
    });
  }

  /** Whoever waits for a lock is told of its grant also when the leader that took the call in leads no more. */
  private void waitOutlivesItsLeader(String lock) {
    SimProcess asked = world.anyUp(draw).orElseThrow();
    Optional<NodeId> leader = world.leader().map(SimProcess::node);
    List<LockReply> told = new ArrayList<>();
    call(asked, new LockChange.Acquire(lock, "waiter", LockMode.EXCLUSIVE, 60_000, 30_000), (reply, failure) -> told.add(reply));
    world.run(500_000);
    world.leader().ifPresent(SimProcess::transferLeadership);
    boolean handedOn = world.within(SETTLED_MICROS, () -> settled() && !world.leader().map(SimProcess::node).equals(leader));
    require(handedOn, "liveness: leadership is handed on");
    world.oracle().require(told.isEmpty(), "a wait goes on under the next leader", told);
    List<LockReply> released = new ArrayList<>();
    call(asked, new LockChange.Release(lock, "probe", OptionalLong.empty()), (reply, failure) -> released.add(reply));
    boolean answered = world.within(SETTLED_MICROS, () -> !told.isEmpty() && !released.isEmpty());
    world.oracle().require(answered && told.get(0) instanceof LockReply.Granted, "liveness: a wait outlives its leader", asked.node(), leader, told);
  }

  private void call(SimProcess asked, LockChange change, BiConsumer<LockReply, Throwable> answered) {
    long calledMicros = world.queue().nowMicros();
    asked.run(() -> {
      world.oracle().grants().begins(asked.stampOrigin());
      asked.locks().change(change, Optional.empty()).whenComplete((reply, failure) -> {
        String client = change instanceof LockChange.Acquire acquire ? acquire.clientId() : ((LockChange.Release) change).clientId();
        if (reply == null) world.history().unknown(client, change, calledMicros);
        else world.history().answered(client, change, reply, calledMicros, world.queue().nowMicros());
        answered.accept(reply, failure);
      });
    });
  }

  private String told() {
    StringBuilder text = new StringBuilder();
    for (SimHost host : world.hosts()) {
      text.append('\n').append(host.node()).append(' ');
      SimProcess process = host.process();
      if (!host.isUp()) text.append("down");
      else text.append(process.raft().map(RaftNode::view)).append(' ').append(process.leases()).append(" at ").append(process.clockMillis());
    }
    return text.toString();
  }

  private Outcome outcome(boolean judged) {
    LogOracle oracle = world.oracle();
    GrantOracle grants = oracle.grants();
    return new Outcome(oracle.trace(), world.queue().run(), oracle.elections(), oracle.restores(), oracle.lastIndex(), grants.grants(),
        grants.stuck(), grants.repeats(), world.leaseOracle().granted(), world.history().answered(), world.history().unknown(),
        world.history().reads(), judged);
  }
}
