package io.dss.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The loads on queues that are compared, on one store. They take turns round by round. What a round publishes is what the next one consumes, and then the
 * topics are purged, so that every round begins with empty ones.
 *
 * @param rounds by load, in order
 */
record QueueContest(Map<Key, List<Round>> rounds) {
  static final int FEW = 1;
  static final int MANY = 64;
  static final int[] BATCHES = {1, 100};
  private static final int[] CONNECTIONS = {FEW, MANY};
  private static final int TOPICS = 8;
  private static final int WARM_UP_ROUNDS = 1;

  /** One row of the report. @param batch messages in one call */
  record Key(String load, int connections, int topics, int batch) {
    static Key empty(int connections) {
      return new Key("empty POST", connections, 0, 1);
    }

    static Key xadd(int connections, int batch) {
      return new Key("XADD", connections, 1, batch);
    }
  }

  static QueueContest run(Nodes nodes, BenchStore store, BenchOptions options) throws IOException, InterruptedException {
    Map<Key, Load> loads = loads(nodes, store);
    Map<Key, List<Round>> rounds = new LinkedHashMap<>();
    Topics topics = new Topics();
    try {
      for (int round = -WARM_UP_ROUNDS; round < options.rounds(); round++) {
        System.out.printf(round < 0 ? "  warming up%n" : "  round %d of %d%n", round + 1, options.rounds());
        for (Map.Entry<Key, Load> load : loads.entrySet()) {
          Round seen = load.getValue().round(options.seconds() * 1_000L);
          if (round >= 0) rounds.computeIfAbsent(load.getKey(), key -> new ArrayList<>()).add(seen);
          store.betweenRounds();
          if (load.getKey().load().startsWith("consume")) for (String topic : names(load.getKey().topics())) topics.purge(nodes.urls().get(0), topic);
        }
      }
      return new QueueContest(rounds);
    } finally {
      for (Load load : loads.values()) load.close();
    }
  }

  private static Map<Key, Load> loads(Nodes nodes, BenchStore store) {
    List<Long> processes = new ArrayList<>(nodes.processes());
    processes.addAll(store.processes());
    Map<Key, Load> loads = new LinkedHashMap<>();
    for (int connections : CONNECTIONS) {
      int atOnce = connections;
      loads.put(Key.empty(connections), new Load(processes, nodes.urls(), connections, Work::emptyPost));
      for (int batch : BATCHES) store.xadd(batch).ifPresent(kind -> loads.put(Key.xadd(atOnce, batch), new Load(processes, nodes.urls(), atOnce, kind)));
      for (int topics : new int[] {1, TOPICS}) {
        for (int batch : BATCHES) {
          loads.put(new Key("publish", connections, topics, batch), new Load(processes, nodes.urls(), connections, QueueWork.publish(names(topics), batch)));
          loads.put(new Key("consume and ack", connections, topics, batch),
              new Load(processes, nodes.urls(), connections, QueueWork.consumeAndAck(names(topics), batch)));
        }
      }
    }
    return loads;
  }

  private static List<String> names(int topics) {
    return IntStream.range(0, topics).mapToObj(topic -> "bench-" + topic).toList();
  }
}
