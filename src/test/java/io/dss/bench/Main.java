package io.dss.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code mvn -Pbench}. For locks two clusters, one after the other: one of the product as it is, for its start and for the failovers, and one of the product
 * with {@link EmptyPost}, for all that is compared with that. For queues one per store, of the latter, and one for the cache. Nothing outlives the run.
 */
public final class Main {
  private static final Path DIRECTORY = Path.of("target", "bench");
  /** What a JVM reads after its command line, where payara-config's options are; the nodes inherit it. */
  private static final String JVM_OPTIONS = "_JAVA_OPTIONS";

  private Main() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    BenchOptions options = BenchOptions.parse(System.getProperties());
    Path war = Path.of(System.getProperty("dss.war", "target/dss.war"));
    Files.createDirectories(DIRECTORY);
    Path benchWar = DIRECTORY.resolve("dss-bench.war");
    BenchWar.write(war, benchWar);
    String begun = OffsetDateTime.now().truncatedTo(ChronoUnit.SECONDS).toString();
    StringBuilder text = new StringBuilder();
    if (options.parts().contains(Part.LOCKS)) text.append(locks(war, benchWar, options, begun));
    else text.append("# Benchmark, ").append(begun).append(", ").append(Runtime.getRuntime().availableProcessors()).append(" processors, load average ")
        .append(loadAverage()).append(" before\n");
    if (options.parts().contains(Part.QUEUES)) text.append(QueueBench.loads(benchWar, options));
    if (options.parts().contains(Part.SCALE)) text.append(QueueBench.scale(benchWar, options));
    if (options.parts().contains(Part.CACHE)) text.append(CacheBench.loads(benchWar, options));
    if (options.parts().contains(Part.JOIN)) text.append(CacheBench.join(benchWar, options));
    Files.writeString(DIRECTORY.resolve("report.md"), text);
    System.out.println("\n" + text);
    say("written to " + DIRECTORY.resolve("report.md"));
  }

  private static String locks(Path war, Path benchWar, BenchOptions options, String begun) throws IOException, InterruptedException {
    Report report = new Report(options, begun, System.getenv().getOrDefault(JVM_OPTIONS, "none"), loadAverage());
    if (options.kills() > 0) failover(war, options, report);
    say("starting three nodes that serve the empty POST");
    try (Nodes nodes = Nodes.start(benchWar, options); DiskRates rates = new DiskRates(DIRECTORY)) {
      say("warming up, then " + options.rounds() + " rounds of 8 loads, " + options.seconds() + " s each");
      report.contest(Contest.run(nodes, rates, options));
      say("handing over a contended lock, " + options.handOvers() + " times");
      report.handOver(HandOver.run(nodes.urls(), options.handOvers()));
      report.memory(nodes.secondsToReady(), memories(nodes));
    }
    return report.text(loadAverage());
  }

  private static void failover(Path war, BenchOptions options, Report report) throws IOException, InterruptedException {
    say("starting three nodes of " + war);
    try (Nodes nodes = Nodes.start(war, options)) {
      say("killing the leader, " + options.kills() + " times");
      report.failover(nodes.secondsToReady(), Failover.run(nodes, options.kills()));
    }
  }

  private static List<Memory> memories(Nodes nodes) throws IOException, InterruptedException {
    List<Memory> memories = new ArrayList<>();
    List<Long> processes = nodes.processes();
    for (int node = 0; node < processes.size(); node++) memories.add(Memory.of(processes.get(node), nodes.urls().get(node)));
    return memories;
  }

  private static String loadAverage() throws IOException {
    return Files.readString(Path.of("/proc/loadavg")).split(" ")[0];
  }

  private static void say(String what) {
    System.out.println("bench: " + what);
  }
}
