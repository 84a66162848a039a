package io.dss.coherence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.cache.CacheCommand;
import io.dss.cache.CacheReply;
import io.dss.cache.Content;
import io.dss.cache.Version;
import io.dss.cache.WriteSafety;
import io.dss.kernel.NodeId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Buckets of up to four nodes under messages in any order that a pair of nodes allows,
 * evictions, flushes, loads, moves of the home, joins and one crash at a time.
 */
class RandomOrdersTest {
  private static final int STEPS = 1_500;
  private static final int SEEDS_TO_USE_ALL = 400;
  private static final List<String> KEYS = List.of("a", "b");

  private static final String LOADED = "c";
  private static final List<String> ALL = List.of("a", "b", LOADED);
  private static final int LOAD_MILLIS = 50;

  private static int seeds() {
    return Integer.getInteger("coherence.seeds", 150);
  }

  @Test
  void inModeBackup() {
    run(WriteSafety.BACKUP, true, false);
  }

  @Test
  void inModeStore() {
    run(WriteSafety.STORE, true, false);
  }

  @Test
  void inModeLocalWithoutCrashes() {
    run(WriteSafety.LOCAL, false, false);
  }

  /** One of those that a crash has left may be asked to stop at that moment, and go as soon as it may. */
  @Test
  void withNodesThatLeaveInOrder() {
    run(WriteSafety.BACKUP, true, true);
    run(WriteSafety.LOCAL, false, true);
  }

  @Test
  void everyRowOfTheTablesIsUsed() {
    Set<Row<?, ?, ?>> used = new LinkedHashSet<>();
    for (int seed = 1; seed <= SEEDS_TO_USE_ALL; seed++) {
      for (WriteSafety safety : WriteSafety.values()) new Run(safety, safety != WriteSafety.LOCAL, false, seed, used).run();
    }
    List<Row<?, ?, ?>> left = new ArrayList<>(CacheTable.table().rows());
    left.addAll(HomeTable.table().rows());
    left.removeAll(used);
    // Reached by a story of BucketViewsTest each, which says so.
    left.remove(CacheTable.table().row(LineState.W, CacheEvent.RESUMED).orElseThrow());
    left.remove(CacheTable.table().row(LineState.M, CacheEvent.RESUMED).orElseThrow());
    left.remove(CacheTable.table().row(LineState.MI, CacheEvent.STORED).orElseThrow());
    left.remove(HomeTable.table().row(HomeState.THROUGH_WRITE, HomeEvent.PUT_M).orElseThrow());
    assertEquals("", left.stream().map(row -> row.state() + " " + row.event() + "\n").collect(Collectors.joining()));
  }

  private static void run(WriteSafety safety, boolean crashes, boolean leaves) {
    int first = Integer.getInteger("coherence.seed", 1);
    int last = Integer.getInteger("coherence.seed", seeds());
    for (int seed = first; seed <= last; seed++) {
      try {
        new Run(safety, crashes, leaves, seed, new LinkedHashSet<>()).run();
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("seed " + seed + "; replay: mvn -q test -Dtest=RandomOrdersTest -Dcoherence.seed=" + seed, e);
      }
    }
  }

  private static final class Run {
    private final Random random;
    private final boolean crashes;
    private final boolean leaves;
    private final BucketNetwork net;
    /** Increments per key: asked, and known to be done. */
    private final TreeMap<String, Long> asked = new TreeMap<>();
    private final TreeMap<String, Long> done = new TreeMap<>();
    private final TreeMap<Long, String> increments = new TreeMap<>();
    private final TreeMap<Long, Version> floors = new TreeMap<>();
    private final TreeMap<Long, String> reads = new TreeMap<>();
    private final TreeMap<String, Version> acknowledged = new TreeMap<>();
    private final TreeSet<String> tokens = new TreeSet<>();
    private int loads;
    private final TreeMap<Long, NodeId> callers = new TreeMap<>();
    /** Steps of a hundred that deliver a message: the fewer, the more is under way. */
    private final int deliveries;
    private boolean healed = true;

    Run(WriteSafety safety, boolean crashes, boolean leaves, int seed, Set<Row<?, ?, ?>> used) {
      this.random = new Random(seed);
      this.crashes = crashes;
      this.leaves = leaves;
      this.deliveries = 25 + random.nextInt(35);
      this.net = new BucketNetwork(safety, 1 + seed % 4, used);
    }

    void run() {
      for (int step = 0; step < STEPS; step++) {
        step();
        settle();
      }
      net.full = false;
      net.changeView(List.copyOf(net.buckets.keySet()), 0);
      net.installEverywhere();
      finish();
      end();
    }

    /** Loads that nobody ends are over one after the other; then every call of a node that lives has its answer. */
    private void finish() {
      for (int i = 0; i <= 2 * loads; i++) {
        net.now += LOAD_MILLIS;
        for (NodeId node : net.buckets.keySet()) net.did(node, net.buckets.get(node).tick(net.now));
        net.drain();
        settle();
        net.drain();
        callers.values().retainAll(net.buckets.keySet());
        if (callers.isEmpty()) return;
      }
      assertEquals(Map.of(), callers, "calls without an answer");
    }

    private void step() {
      if (leaves && random.nextInt(healed ? 200 : 20) == 0) leave();
      int roll = random.nextInt(100);
      List<BucketNetwork.Pair> pairs = net.deliverable();
      if (roll < deliveries && !pairs.isEmpty()) {
        net.deliver(pairs.get(random.nextInt(pairs.size())));
      } else if (roll < deliveries + 12 && !net.asked.isEmpty()) {
        net.serve(net.asked.get(random.nextInt(net.asked.size())));
      } else if (roll < 80) {
        call();
      } else if (roll < 92) {
        String key = ALL.get(random.nextInt(ALL.size()));
        NodeId node = any();
        net.did(node, random.nextBoolean() ? net.buckets.get(node).evict(key, net.now) : net.buckets.get(node).flush(key, net.now));
      } else if (roll < 93) {
        net.full = random.nextInt(4) == 0;
        net.now += random.nextInt(2 * LOAD_MILLIS);
        NodeId node = any();
        net.did(node, net.buckets.get(node).tick(net.now));
      } else if (roll < 95) {
        cancel();
      } else {
        views();
      }
    }

    /** By the rules of the node's departure. What it kept for others is theirs to keep safe until the next view has settled. */
    private void leave() {
      List<NodeId> may = net.buckets.keySet().stream().filter(net::mayLeave).toList();
      if (net.buckets.size() == 1 || may.isEmpty()) return;
      net.crash(may.get(random.nextInt(may.size())));
      healed = false;
      if (random.nextBoolean()) return;
      List<NodeId> live = List.copyOf(net.buckets.keySet());
      net.changeView(live, random.nextInt(live.size()));
      net.installEverywhere();
    }

    private void cancel() {
      List<Long> open = List.copyOf(callers.keySet());
      if (open.isEmpty()) return;
      long call = open.get(random.nextInt(open.size()));
      NodeId node = callers.remove(call);
      String key = !floors.containsKey(call) ? LOADED : reads.containsKey(call) ? reads.remove(call) : increments.get(call);
      boolean undone = net.buckets.containsKey(node) && net.buckets.get(node).cancel(key, call);
      if (increments.remove(call) != null && undone) asked.merge(key, -1L, Long::sum);
    }

    /** Between two crashes what the first one took is made safe again; else a crash may come at any time, in the middle of a change of view too. */
    private void views() {
      List<NodeId> behind = new ArrayList<>();
      net.buckets.forEach((node, bucket) -> {
        if (net.view.id().isAfter(bucket.view())) behind.add(node);
      });
      boolean mayCrash = crashes && healed && net.buckets.size() > 1;
      if (mayCrash && random.nextInt(3) == 0) {
        net.crash(any());
        healed = false;
        if (random.nextBoolean()) return;
      } else if (!behind.isEmpty()) {
        net.install(behind.get(random.nextInt(behind.size())));
        return;
      } else if (!healed && random.nextInt(4) == 0 && net.view.nodes().equals(List.copyOf(net.buckets.keySet()))) {
        net.drain();
        healed = true;
        return;
      } else if (random.nextInt(6) == 0 && net.buckets.size() < 4) {
        net.join();
      }
      List<NodeId> live = List.copyOf(net.buckets.keySet());
      net.changeView(live, random.nextInt(live.size()));
    }

    private NodeId any() {
      List<NodeId> live = List.copyOf(net.buckets.keySet());
      return live.get(random.nextInt(live.size()));
    }

    /** A read that loads what is missing. Loaders write, or give up, or are never heard of again. */
    private void load() {
      NodeId node = any();
      callers.put(net.call(node, LOADED, new CacheCommand.Read(OptionalLong.of(LOAD_MILLIS))), node);
      loads++;
    }

    private void loaded(CacheReply.Load load) {
      Optional<String> token = Optional.of(load.token());
      assertTrue(tokens.add(load.token()), () -> "given twice: " + load);
      int roll = random.nextInt(3);
      if (roll == 0) return;
      Content content = new Content.Present(new byte[] {'1'});
      CacheCommand write = new CacheCommand.Write(content, OptionalLong.of(LOAD_MILLIS), Optional.empty(), token);
      NodeId node = any();
      callers.put(net.call(node, LOADED, roll == 1 ? write : new CacheCommand.Delete(Optional.empty(), token)), node);
    }

    private void call() {
      if (random.nextInt(5) == 0) {
        load();
        return;
      }
      String key = KEYS.get(random.nextInt(KEYS.size()));
      NodeId node = any();
      Version floor = acknowledged.getOrDefault(key, Version.NONE);
      long call;
      if (random.nextInt(3) > 0) {
        call = net.call(node, key, new CacheCommand.Read(OptionalLong.empty()));
        reads.put(call, key);
      } else {
        call = net.call(node, key, new CacheCommand.Increment(1, OptionalLong.of(0), OptionalLong.empty()));
        increments.put(call, key);
        asked.merge(key, 1L, Long::sum);
      }
      floors.put(call, floor);
      callers.put(call, node);
    }

    private void settle() {
      for (Effect.Answer answer : List.copyOf(net.answers.values())) {
        net.answers.remove(answer.call());
        callers.remove(answer.call());
        if (answer.reply() instanceof CacheReply.Load load) loaded(load);
        if (!floors.containsKey(answer.call())) continue;
        String key = reads.containsKey(answer.call()) ? reads.remove(answer.call()) : increments.remove(answer.call());
        Version version = version(answer.reply());
        Version floor = floors.remove(answer.call());
        if (answer.reply() instanceof CacheReply.Written) {
          assertTrue(version.isAfter(floor), () -> answer + " is not above " + floor);
          done.merge(key, 1L, Long::sum);
        } else {
          assertTrue(!floor.isAfter(version), () -> answer + " is below " + floor);
        }
        if (version.isAfter(acknowledged.getOrDefault(key, Version.NONE))) acknowledged.put(key, version);
      }
      for (long refused : net.refused) {
        callers.remove(refused);
        if (increments.containsKey(refused)) asked.merge(increments.remove(refused), -1L, Long::sum);
      }
      net.refused.clear();
    }

    private static Version version(CacheReply reply) {
      if (reply instanceof CacheReply.Found found) return found.entry().version();
      if (reply instanceof CacheReply.Written written) return written.entry().version();
      return ((CacheReply.Missing) reply).version();
    }

    /** Every live node reads the same, all that was acknowledged is in it, and nothing is under way any more. */
    private void end() {
      for (String key : KEYS) {
        for (NodeId node : net.buckets.keySet()) {
          long call = net.call(node, key, new CacheCommand.Read(OptionalLong.empty()));
          net.drain();
          CacheReply reply = net.reply(call);
          long value = reply instanceof CacheReply.Found ? Long.parseLong(BucketNetwork.json(reply)) : 0;
          long least = done.getOrDefault(key, 0L);
          long most = asked.getOrDefault(key, 0L);
          assertTrue(least <= value && value <= most, () -> key + " is " + value + " on " + node + ", not between " + least + " and " + most);
        }
      }
      net.buckets.forEach((node, bucket) -> assertTrue(bucket.backupsClaimed(), () -> node + " was not told of every backup what became of it"));
      for (NodeId node : net.buckets.keySet()) {
        for (String key : ALL) net.did(node, net.buckets.get(node).evict(key, net.now));
        net.drain();
      }
      net.buckets.forEach((node, bucket) -> {
        assertEquals(List.of(), bucket.keys());
        assertEquals(List.of(), bucket.directoryKeys(), "nobody has a key, but the directory has");
        assertEquals(0, bucket.backupBytes(), () -> "backups at " + node);
      });
    }
  }
}
