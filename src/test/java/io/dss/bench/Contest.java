package io.dss.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The loads that are compared. They take turns round by round, so that what else happens on the machine meets them all alike.
 *
 * @param rounds by the load's name, in order
 * @param bareSyncs {@code journalSyncs} per second, taken between the rounds, while nobody asks the nodes for anything
 * @param idleProcessors of all nodes while nobody asks them for anything
 */
record Contest(Map<Key, List<Round>> rounds, Sample bareSyncs, Sample journalSyncs, Sample idleProcessors, int reopened) {
  static final int FEW = 1;
  static final int MANY = 64;
  static final String EMPTY = "empty POST, all nodes";
  static final String SPREAD = "pairs, all nodes";
  static final String DIRECT = "pairs, leader (direct)";
  static final String FORWARDED = "pairs, followers (forwarded)";
  private static final long DISK_MILLIS = 700;
  private static final long IDLE_MILLIS = 700;
  private static final long WARM_UP_MILLIS = 500;
  private static final long WARM_UP_LIMIT_NANOS = 45_000_000_000L;

  /** One row of the report. */
  record Key(String load, int connections) {}

  static Contest run(Nodes nodes, DiskRates disk, BenchOptions options) throws IOException, InterruptedException {
    List<Long> processes = nodes.processes();
    Map<Key, Load> loads = loads(nodes, processes);
    Map<Key, List<Round>> rounds = new LinkedHashMap<>();
    List<Double> bare = new ArrayList<>();
    List<Double> journal = new ArrayList<>();
    List<Double> idle = new ArrayList<>();
    try {
      warmUp(loads.get(new Key(EMPTY, MANY)), options.warmUpRequests());
      warmUp(loads.get(new Key(SPREAD, MANY)), options.warmUpRequests());
      for (int round = 0; round < options.rounds(); round++) {
        System.out.printf("  round %d of %d%n", round + 1, options.rounds());
        for (Map.Entry<Key, Load> load : loads.entrySet()) {
          rounds.computeIfAbsent(load.getKey(), key -> new ArrayList<>()).add(load.getValue().round(options.seconds() * 1_000L));
        }
        bare.add(disk.bare(DISK_MILLIS));
        journal.add(disk.journal(DISK_MILLIS));
        idle.add(idleProcessors(processes));
      }
      int reopened = loads.values().stream().mapToInt(Load::reopened).sum();
      return new Contest(rounds, Sample.of(bare), Sample.of(journal), Sample.of(idle), reopened);
    } finally {
      for (Load load : loads.values()) load.close();
    }
  }

  private static Map<Key, Load> loads(Nodes nodes, List<Long> processes) throws InterruptedException {
    int leader = nodes.leader();
    Map<Key, Load> loads = new LinkedHashMap<>();
    for (int connections : new int[] {FEW, MANY}) {
      loads.put(new Key(EMPTY, connections), new Load(processes, nodes.urls(), connections, Work::emptyPost));
      loads.put(new Key(SPREAD, connections), new Load(processes, nodes.urls(), connections, Work::lockPair));
      loads.put(new Key(DIRECT, connections), new Load(processes, List.of(nodes.urls().get(leader)), connections, Work::lockPair));
      loads.put(new Key(FORWARDED, connections), new Load(processes, nodes.urlsBut(leader), connections, Work::lockPair));
    }
    return loads;
  }

  private static void warmUp(Load load, int requests) throws IOException, InterruptedException {
    long began = System.nanoTime();
    for (int done = 0; done < requests && System.nanoTime() - began < WARM_UP_LIMIT_NANOS; ) done += load.round(WARM_UP_MILLIS).nanos().size();
  }

  private static double idleProcessors(List<Long> processes) throws IOException, InterruptedException {
    Processors before = Processors.now(processes);
    long began = System.nanoTime();
    Thread.sleep(IDLE_MILLIS);
    return (double) Processors.now(processes).since(before).nodesNanos() / (System.nanoTime() - began);
  }
}
