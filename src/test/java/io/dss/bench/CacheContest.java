package io.dss.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The loads on the cache that are compared. They take turns round by round.
 *
 * @param rounds by load, in order
 * @param upgrades reads and writes of the pairs, by connections
 */
record CacheContest(Map<Key, List<Round>> rounds, Map<Integer, CacheWork.Upgrades> upgrades) {
  private static final int[] CONNECTIONS = {1, 64};
  private static final int HOT_KEYS = 1_000;
  private static final int WRITERS = 3;
  private static final int WARM_UP_ROUNDS = 1;

  /** One row of the report. */
  record Key(String load, int connections) {
    static Key empty(int connections) {
      return new Key("empty POST", connections);
    }
  }

  static CacheContest run(Nodes nodes, BenchOptions options) throws IOException, InterruptedException {
    List<String> hot = IntStream.range(0, HOT_KEYS).mapToObj(i -> "bench-hot-" + i).toList();
    spread(nodes, hot);
    Map<Integer, CacheWork.Upgrades> upgrades = new LinkedHashMap<>();
    Map<Key, Load> loads = new LinkedHashMap<>();
    try {
      for (int connections : CONNECTIONS) {
        put(loads, nodes, Key.empty(connections), Work::emptyPost);
        put(loads, nodes, new Key("hit", connections), CacheWork.hit(hot));
        put(loads, nodes, new Key("write in place", connections), CacheWork.writeInPlace());
        put(loads, nodes, new Key("miss", connections), CacheWork.miss());
        upgrades.put(connections, new CacheWork.Upgrades(nodes.urls()));
        put(loads, nodes, new Key("read elsewhere + upgrade", connections), upgrades.get(connections).kind());
      }
      put(loads, nodes, new Key("one key, " + WRITERS + " writers", WRITERS), CacheWork.bounce());
      Map<Key, List<Round>> rounds = new LinkedHashMap<>();
      for (int round = -WARM_UP_ROUNDS; round < options.rounds(); round++) {
        System.out.printf(round < 0 ? "  warming up%n" : "  round %d of %d%n", round + 1, options.rounds());
        for (Map.Entry<Key, Load> load : loads.entrySet()) {
          // Lines of earlier loads may have been pushed out by misses.
          if (load.getKey().load().equals("hit")) spread(nodes, hot);
          Round seen = load.getValue().round(options.seconds() * 1_000L);
          if (round >= 0) rounds.computeIfAbsent(load.getKey(), key -> new ArrayList<>()).add(seen);
        }
      }
      return new CacheContest(rounds, upgrades);
    } finally {
      for (Load load : loads.values()) load.close();
      for (CacheWork.Upgrades each : upgrades.values()) each.close();
    }
  }

  private static void put(Map<Key, Load> loads, Nodes nodes, Key key, Work.Kind kind) {
    loads.put(key, new Load(nodes.processes(), nodes.urls(), key.connections(), kind));
  }

  /** Every node has a shared line of each key. */
  private static void spread(Nodes nodes, List<String> keys) throws IOException {
    for (String url : nodes.urls()) {
      try (HttpConnection connection = new HttpConnection(url)) {
        for (String key : keys) {
          HttpConnection.Response read = connection.exchange(connection.request("/cache/read", CacheWork.read(key)));
          if (!read.body().contains("\"found\":true")) CacheWork.done(connection.exchange(connection.request("/cache/write", CacheWork.write(key))), "");
        }
      }
    }
    for (String url : nodes.urls()) {
      try (HttpConnection connection = new HttpConnection(url)) {
        for (String key : keys) CacheWork.done(connection.exchange(connection.request("/cache/read", CacheWork.read(key))), "");
      }
    }
  }
}
