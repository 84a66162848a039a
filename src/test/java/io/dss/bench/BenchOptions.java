package io.dss.bench;

import java.util.List;
import java.util.Properties;
import java.util.TreeSet;

/**
 * What can be chosen with {@code -D}.
 *
 * @param rounds {@code -Ddss.bench.rounds}: how often each load is measured, 1 to 50, default 5; medians are over these
 * @param seconds {@code -Ddss.bench.seconds}: how long one round takes, 1 to 60, default 3
 * @param warmUpRequests {@code -Ddss.bench.warmup}: of each kind before anything is measured, 0 to 10,000,000, default 30,000
 * @param handOvers {@code -Ddss.bench.handovers}: of the contended lock, 0 to 100,000, default 600
 * @param kills {@code -Ddss.bench.kills}: of the leader, 0 (the part is left out) to 100, default 10
 * @param heapMegabytes {@code -Ddss.bench.heap}: of each node, 64 to 65,536, default 256 as the launcher's
 */
record BenchOptions(int rounds, int seconds, int warmUpRequests, int handOvers, int kills, int heapMegabytes) {
  private static final String PREFIX = "dss.bench.";
  private static final List<String> KNOWN = List.of("rounds", "seconds", "warmup", "handovers", "kills", "heap");

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
        number(properties, "heap", 256, 64, 65_536));
  }

  private static int number(Properties properties, String name, int otherwise, int least, int most) {
    String text = properties.getProperty(PREFIX + name, Integer.toString(otherwise)).strip();
    if (!text.matches("[0-9]{1,9}") || Integer.parseInt(text) < least || Integer.parseInt(text) > most) {
      throw new IllegalArgumentException("-D" + PREFIX + name + "=" + text + " is no whole number between " + least + " and " + most);
    }
    return Integer.parseInt(text);
  }
}
