package io.dss.bench;

import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/**
 * What can be chosen with {@code -D}.
 *
 * @param rounds {@code -Ddss.bench.rounds}: how often each load is measured, 1 to 50, default 5; medians are over these
 * @param seconds {@code -Ddss.bench.seconds}: how long one round takes, 1 to 60, default 3
 * @param warmUpRequests {@code -Ddss.bench.warmup}: of each kind before anything is measured, 0 to 10,000,000, default 30,000
 * @param handOvers {@code -Ddss.bench.handovers}: of the contended lock, 0 to 100,000, default 600
 * @param kills {@code -Ddss.bench.kills}: of the leader, 0 (the part is left out) to 100, default 10
 * @param heapMegabytes {@code -Ddss.bench.heap}: of each node while locks are measured, 64 to 65,536, default 256 as the launcher's
 * @param parts {@code -Ddss.bench.only}: a list of {@code locks}, {@code queues}, {@code cache}, {@code scale}, {@code join}, default the first three
 * @param stores {@code -Ddss.bench.stores}: a list of {@code raft}, {@code redis}, default both; where messages are kept
 * @param queueHeapMegabytes {@code -Ddss.bench.queue-heap}: of each node while queues and the cache are measured, default 1,024
 * @param scaleHeapMegabytes {@code -Ddss.bench.scale-heap}: the same with very many messages, default 2,048
 * @param raftMessages {@code -Ddss.bench.raft-messages}: how many wait on the embedded store, 1,000 to 4,000,000, default 200,000
 * @param redisMessages {@code -Ddss.bench.redis-messages}: the same on Redis, default 1,000,000
 * @param cacheLines {@code -Ddss.bench.cache-lines}: how many there are when a node joins, 1,000 to 4,000,000, default 1,000,000
 */
record BenchOptions(int rounds, int seconds, int warmUpRequests, int handOvers, int kills, int heapMegabytes, Set<Part> parts, List<BenchStore.Kind> stores,
    int queueHeapMegabytes, int scaleHeapMegabytes, int raftMessages, int redisMessages, int cacheLines) {
  private static final String PREFIX = "dss.bench.";
  private static final List<String> KNOWN = List.of("rounds", "seconds", "warmup", "handovers", "kills", "heap", "only", "stores", "queue-heap", "scale-heap",
      "raft-messages", "redis-messages", "cache-lines");

  /** @throws IllegalArgumentException for a value out of range, or a name under {@code dss.bench.} that is none of these */
  static BenchOptions parse(Properties properties) {
    for (String name : new TreeSet<>(properties.stringPropertyNames())) {
      if (name.startsWith(PREFIX) && !KNOWN.contains(name.substring(PREFIX.length()))) {
        throw new IllegalArgumentException("-D" + name + " is no option; there are -D" + PREFIX + String.join(", -D" + PREFIX, KNOWN));
      }
    }
    return new BenchOptions(
        number(properties, "rounds", 5, 1, 50),
        number(properties, "seconds", 3, 1, 60),
        number(properties, "warmup", 30_000, 0, 10_000_000),
        number(properties, "handovers", 600, 0, 100_000),
        number(properties, "kills", 10, 0, 100),
        number(properties, "heap", 256, 64, 65_536),
        Part.parse(PREFIX + "only", properties.getProperty(PREFIX + "only", Part.USUAL)),
        BenchStore.Kind.parse(PREFIX + "stores", properties.getProperty(PREFIX + "stores", "raft,redis")),
        number(properties, "queue-heap", 1_024, 64, 65_536),
        number(properties, "scale-heap", 2_048, 64, 65_536),
        number(properties, "raft-messages", 200_000, 1_000, 4_000_000),
        number(properties, "redis-messages", 1_000_000, 1_000, 4_000_000),
        number(properties, "cache-lines", 1_000_000, 1_000, 4_000_000));
  }

  private static int number(Properties properties, String name, int otherwise, int least, int most) {
    String text = properties.getProperty(PREFIX + name, Integer.toString(otherwise)).strip();
    if (!text.matches("[0-9]{1,9}") || Integer.parseInt(text) < least || Integer.parseInt(text) > most) {
      throw new IllegalArgumentException("-D" + PREFIX + name + "=" + text + " is no whole number between " + least + " and " + most);
    }
    return Integer.parseInt(text);
  }
}
