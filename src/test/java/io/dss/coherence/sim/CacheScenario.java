package io.dss.coherence.sim;

import io.dss.cache.CacheCommand;
import io.dss.cache.Entry;
import io.dss.cache.WriteSafety;
import io.dss.coherence.Bucket;
import io.dss.coherence.Buckets;
import io.dss.coherence.sim.EntryModel.CacheOp;
import io.dss.linearizability.Checker;
import io.dss.linearizability.Operation;
import io.dss.linearizability.Verdict;
import io.dss.node.cache.Caches;
import io.dss.raft.sim.FaultMenu;
import io.dss.raft.sim.SimEntropy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;

/** One seed: nodes, keys, faults of nodes, links and main memory; a time of faults; then all is healed, read everywhere, written back, emptied and judged. */
final class CacheScenario {
  private static final long SETTLED_MICROS = 15_000_000;
  private static final long RAGE_MICROS = 5_000_000;
  private static final long MOST_STEPS = 3_000_000;

  /** What a run was good for. */
  record Outcome(long trace, long events, int operations, long looks, boolean excused, Counts counts) {}

  private final SimEntropy draw;
  private final FaultMenu menu;
  private final StoreFaults storeFaults;
  private final CacheWorld world;

  CacheScenario(long seed, Drill drill) {
    this(seed, drill, Optional.empty());
  }

  /** @param given where all its writes are to be safe; empty: drawn */
  CacheScenario(long seed, Drill drill, Optional<WriteSafety> given) {
    draw = new SimEntropy(SimEntropy.mix(seed + 5_151)).fork("cache");
    menu = FaultMenu.draw(draw);
    storeFaults = StoreFaults.draw(draw);
    WriteSafety safety = draw.chance(50) ? WriteSafety.LOCAL : draw.chance(400) ? WriteSafety.STORE : WriteSafety.BACKUP;
    int count = pick(3, 6, 9);
    List<String> keys = CacheKeys.draw(draw, count, pick(1, 2, 5));
    world = new CacheWorld(draw.nextLong(), pick(1, 2, 3, 3, 3, 5), keys, new Build(given.orElse(safety), pick(2, 4, 100), drill));
  }

  static Outcome run(long seed) {
    return new CacheScenario(seed, Drill.NONE).run();
  }

  CacheWorld world() {
    return world;
  }

  private int pick(int... choices) {
    return choices[draw.below(choices.length)];
  }

  Outcome run() {
    world.begin();
    settle("a view of all", world::wholeWithAll);
    world.faults(menu, storeFaults);
    world.clients(pick(2, 4, 6), pick(10_000, 40_000, 150_000));
    CacheBlows blows = new CacheBlows(world, draw.fork("blows"), menu);
    blows.begin();
    world.run(RAGE_MICROS);
    blows.end();
    world.calm();
    settle("a view of all after the faults", world::wholeWithAll);
    settle("calls end", () -> !world.anyCalling());
    settle("of every backup it is known that its owner lives", () -> world.hosts().stream().allMatch(this::claimed));
    world.end();
    for (String key : world.keys()) for (CacheHost host : world.hosts()) read(host, key);
    judge();
    empty();
    return new Outcome(world.trace(), world.queue().run(), world.history().size(), world.lines().looks(), world.deaths().excused(), world.totals());
  }

  private void read(CacheHost host, String key) {
    CacheCommand read = new CacheCommand.Read(OptionalLong.empty());
    int before = world.history().size();
    ask(host, new Caches.Asked(key, read, Caches.Consistency.LINEARIZABLE, Optional.empty(), 0));
    settle("a read of " + key + " on " + host.node(), () -> world.history().size() > before);
  }

  /** Again where it is refused: a lease may end once more, as late heartbeats arrive. */
  private void ask(CacheHost host, Caches.Asked asked) {
    long called = world.queue().nowMicros();
    host.process().cache().call(asked).whenComplete((answered, refused) -> {
      if (refused != null) world.queue().after(100_000, () -> ask(host, asked));
      else world.history().add(new Operation<>(asked.key(), new CacheOp(asked.command(), false, Optional.of(answered.reply())), called, world.queue().nowMicros()));
    });
  }

  private void judge() {
    Verdict verdict = new Checker<>(new EntryModel(), MOST_STEPS).check(judged());
    require(verdict.isLinearizable(), verdict.outcome() + " " + verdict.explanation());
  }

  /** Once an acknowledged write may be lost, the answers do not count any more; what was called before may have been done, or not. */
  private List<Operation<CacheOp>> judged() {
    long until = world.deaths().excusedMicros();
    List<Operation<CacheOp>> judged = new ArrayList<>();
    for (Operation<CacheOp> operation : world.history()) {
      if (operation.called() >= until) continue;
      if (operation.returned() < until || operation.isUnknown()) judged.add(operation);
      else judged.add(new Operation<>(operation.key(), operation.what().unanswered(), operation.called(), Operation.NEVER));
    }
    return judged;
  }

  /** Main memory gets what it does not have, and then nothing is left over: no line, no directory entry, no backup. */
  private void empty() {
    List<Entry> newest = new ArrayList<>();
    for (String key : world.keys()) newest.add(newest(key));
    for (CacheHost host : world.hosts()) world.keys().forEach(host.process().cache()::flush);
    settle("main memory has all", () -> world.hosts().stream().noneMatch(host -> host.process().cache().shown().values().stream().anyMatch(CacheUnderTest.Shown::dirty)));
    for (int i = 0; i < newest.size(); i++) {
      String key = world.keys().get(i);
      Entry stored = world.store().has(Buckets.of(key), key);
      require(!newest.get(i).version().isAfter(stored.version()), key + " is " + newest.get(i) + " and in main memory " + stored);
    }
    for (CacheHost host : world.hosts()) world.keys().forEach(host.process().cache()::evict);
    settle("nothing is left over", () -> world.hosts().stream().allMatch(this::empty));
  }

  private Entry newest(String key) {
    Entry newest = Entry.NONE;
    for (CacheHost host : world.hosts()) {
      CacheUnderTest.Shown shown = host.process().cache().shown().get(key);
      if (shown != null && shown.entry().version().isAfter(newest.version())) newest = shown.entry();
    }
    return newest;
  }

  /** Without this every orderly stop would wait for nothing. */
  private boolean claimed(CacheHost host) {
    return world.buckets().stream().allMatch(number -> host.process().cache().bucket(number).filter(Bucket::backupsClaimed).isPresent());
  }

  private boolean empty(CacheHost host) {
    for (int number : world.buckets()) {
      Optional<Bucket> there = host.process().cache().bucket(number);
      if (there.isEmpty()) return false;
      Bucket bucket = there.get();
      if (!bucket.keys().isEmpty() || !bucket.directoryKeys().isEmpty() || bucket.backupBytes() > 0) return false;
    }
    return true;
  }

  private void settle(String what, BooleanSupplier reached) {
    require(world.within(SETTLED_MICROS, reached), "liveness: " + what);
  }

  private void require(boolean holds, String what) {
    if (holds) return;
    StringBuilder lines = new StringBuilder();
    for (CacheHost host : world.hosts()) {
      if (host.isUp()) world.buckets().forEach(number -> host.process().cache().bucket(number).ifPresent(bucket -> lines.append('\n').append(bucket.describe())));
    }
    throw new AssertionError(what + " at " + world.queue().nowMicros() + " us, with " + world.build() + ", " + menu + " and " + storeFaults + lines);
  }
}
