package io.dss.bench;

import io.dss.launch.Topology;
import io.dss.payara.ClusterPlan;
import io.dss.payara.PayaraCluster;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Three nodes, started as the launcher starts them, all at once, and timed. */
final class Nodes implements AutoCloseable {
  static final Duration START = Duration.ofSeconds(180);
  private static final Duration LEADER = Duration.ofSeconds(20);
  private final PayaraCluster cluster;
  private final double secondsToReady;

  private Nodes(PayaraCluster cluster, double secondsToReady) {
    this.cluster = cluster;
    this.secondsToReady = secondsToReady;
  }

  /** Returns when all are ready. */
  static Nodes start(Path war, BenchOptions options) throws IOException, InterruptedException {
    return start(war, options.heapMegabytes(), Map.of());
  }

  /** @param variables of every node */
  static Nodes start(Path war, int heapMegabytes, Map<String, String> variables) throws IOException, InterruptedException {
    ClusterPlan usual = ClusterPlan.of(Topology.TRIO);
    ClusterPlan plan = new ClusterPlan(usual.nodes(), war, heapMegabytes, usual.overrides());
    for (Map.Entry<String, String> variable : variables.entrySet()) plan = plan.withAll(variable.getKey(), variable.getValue());
    long began = System.nanoTime();
    PayaraCluster cluster = PayaraCluster.start(plan);
    try {
      cluster.awaitAllReady(START);
      return new Nodes(cluster, (System.nanoTime() - began) / 1e9);
    } catch (InterruptedException | RuntimeException | Error failed) {
      cluster.close();
      throw failed;
    }
  }

  /** From the start of the first process to the last node ready. */
  double secondsToReady() {
    return secondsToReady;
  }

  PayaraCluster cluster() {
    return cluster;
  }

  int leader() throws InterruptedException {
    cluster.await("a leader", LEADER, () -> cluster.leader().isPresent());
    return cluster.leader().orElseThrow(() -> new IllegalStateException("the leader was lost just now"));
  }

  List<String> urls() {
    List<String> urls = new ArrayList<>();
    for (int node = 0; node < cluster.size(); node++) urls.add(cluster.url(node));
    return urls;
  }

  /** All but {@code node}. */
  List<String> urlsBut(int node) {
    List<String> urls = urls();
    urls.remove(node);
    return urls;
  }

  List<Long> processes() {
    List<Long> processes = new ArrayList<>();
    for (int node = 0; node < cluster.size(); node++) processes.add(cluster.process(node).pid());
    return processes;
  }

  @Override
  public void close() throws IOException {
    cluster.close();
  }
}
