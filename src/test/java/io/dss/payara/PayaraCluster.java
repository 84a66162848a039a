package io.dss.payara;

import io.dss.launch.ClusterDirectory;
import io.dss.launch.NodePlan;
import io.dss.launch.NodeProbe;
import io.dss.launch.NodeProcess;
import io.dss.launch.NodeSpec;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A cluster of real Payara Micro processes in a directory under {@code target/clusters}, started exactly as the launcher starts them. For one thread.
 *
 * <pre>{@code
 * try (PayaraCluster cluster = PayaraCluster.start(ClusterPlan.of(Topology.TRIO))) {
 *   cluster.awaitAllReady(Duration.ofSeconds(90));
 *   cluster.kill9(cluster.leader().orElseThrow());
 *   ...
 * }
 * }</pre>
 *
 * <p>{@link #close} kills every node and deletes the directory. A test that fails prints {@link #printLogs} first, see {@link #await}.
 */
public final class PayaraCluster implements AutoCloseable {
  private static final long POLL_MILLIS = 100;
  private static final int TAIL_LINES = 40;
  private static final Duration KILL_LIMIT = Duration.ofSeconds(10);
  private final ClusterPlan plan;
  private final Path path;
  private final ClusterDirectory directory;
  private final Watchdog watchdog;
  private final List<NodeProcess> processes = new ArrayList<>();

  private PayaraCluster(ClusterPlan plan) throws IOException {
    this.plan = plan;
    this.path = Files.createTempDirectory(Files.createDirectories(Path.of("target", "clusters").toAbsolutePath()), "cluster-");
    this.directory = new ClusterDirectory(path);
    this.directory.create();
    this.watchdog = new Watchdog(path);
  }

  /** Starts every node and returns before any is ready. @throws IOException if the build has not made what a node is started from */
  public static PayaraCluster start(ClusterPlan plan) throws IOException {
    // Without this a test would wait until its limit for nodes that ended at once.
    for (Path file : List.of(plan.build().war(), plan.build().payaraJar())) {
      if (!Files.isReadable(file)) throw new NoSuchFileException(file + ": mvn package makes it");
    }
    PayaraCluster cluster = new PayaraCluster(plan);
    try {
      for (NodePlan node : plan.nodes()) {
        cluster.processes.add(NodeProcess.start(cluster.spec(node)));
      }
      return cluster;
    } catch (IOException failed) {
      cluster.close();
      throw failed;
    }
  }

  public int size() {
    return plan.nodes().size();
  }

  public String id(int node) {
    return plan.nodes().get(node).id();
  }

  public String url(int node) {
    return plan.nodes().get(node).url();
  }

  public NodeLog log(int node) {
    return new NodeLog(directory.home(id(node)));
  }

  /** {@code dss.data.dir} of the node, for tests that damage or fill it. */
  public Path data(int node) {
    return directory.home(id(node)).data();
  }

  public NodeProcess process(int node) {
    return processes.get(node);
  }

  public boolean isReady(int node) {
    return process(node).isAlive() && NodeProbe.isReady(url(node));
  }

  /** The index of the leader that the first node with an opinion names. */
  public Optional<Integer> leader() {
    for (int asked = 0; asked < size(); asked++) {
      Optional<String> named = process(asked).isAlive() ? NodeProbe.leader(url(asked)) : Optional.empty();
      if (named.isPresent()) {
        return Optional.of(plan.nodes().stream().map(NodePlan::id).toList().indexOf(named.get())).filter(index -> index >= 0);
      }
    }
    return Optional.empty();
  }

  public void awaitAllReady(Duration limit) throws InterruptedException {
    awaitReady(size(), limit);
  }

  public void awaitMajorityReady(Duration limit) throws InterruptedException {
    awaitReady(size() / 2 + 1, limit);
  }

  /** Waits until {@code condition} holds; if it does not within {@code limit}, prints every node's log and fails. */
  public void await(String what, Duration limit, BooleanSupplier condition) throws InterruptedException {
    long deadlineNanos = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadlineNanos > 0) {
        printLogs();
        throw new AssertionError("not within " + limit.toMillis() + " ms: " + what);
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
  }

  /** SIGKILL, and waits for the end. */
  public void kill9(int node) throws InterruptedException {
    process(node).kill();
    mustEnd(node, KILL_LIMIT);
  }

  /** SIGTERM, and waits for the end. */
  public void stop(int node, Duration limit) throws InterruptedException {
    process(node).terminate();
    mustEnd(node, limit);
  }

  /** Suspends the process as a long pause of the machine would: its sockets stay open. */
  public void suspend(int node) throws IOException, InterruptedException {
    signal(node, "STOP");
  }

  /** Lets a suspended process go on. */
  public void resume(int node) throws IOException, InterruptedException {
    signal(node, "CONT");
  }

  /** Starts a node that has ended, with its data. */
  public void restart(int node) throws IOException {
    if (process(node).isAlive()) {
      throw new IllegalStateException(id(node) + " still runs");
    }
    processes.set(node, NodeProcess.start(spec(plan.nodes().get(node))));
  }

  /** Deletes the data of a node that has ended, as a new disk would; its logs stay. */
  public void wipe(int node) throws IOException {
    if (process(node).isAlive()) {
      throw new IllegalStateException(id(node) + " still runs");
    }
    ClusterDirectory.delete(data(node));
  }

  /** The end of every node's log, to standard output, where the build's report shows it beside the failure. */
  public void printLogs() {
    for (int node = 0; node < size(); node++) {
      System.out.println("---- " + id(node) + " " + url(node) + (process(node).isAlive() ? " runs" : " ended"));
      List<String> lines = log(node).lines();
      lines.stream().skip(Math.max(0, lines.size() - TAIL_LINES)).forEach(System.out::println);
      log(node).console().forEach(line -> System.out.println("console: " + line));
    }
  }

  /** Kills what still runs and deletes the cluster's directory. */
  @Override
  public void close() throws IOException {
    for (NodeProcess process : processes) {
      process.kill();
    }
    for (NodeProcess process : processes) {
      awaitKilled(process);
    }
    watchdog.close();
    ClusterDirectory.delete(path);
  }

  private static void awaitKilled(NodeProcess process) throws IOException {
    try {
      if (!process.awaitExit(KILL_LIMIT)) {
        throw new IOException(process.id() + " (process " + process.pid() + ") cannot be killed");
      }
    } catch (InterruptedException cutShort) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while " + process.id() + " was ending");
    }
  }

  private NodeSpec spec(NodePlan node) {
    return new NodeSpec(plan.build(), directory.home(node.id()), node.port(), plan.heapMegabytes(), directory.secretFile(), plan.environment(node));
  }

  private void awaitReady(int least, Duration limit) throws InterruptedException {
    await(least + " nodes ready", limit, () -> {
      int ready = 0;
      for (int node = 0; node < size(); node++) {
        ready += isReady(node) ? 1 : 0;
      }
      return ready >= least;
    });
  }

  private void signal(int node, String name) throws IOException, InterruptedException {
    if (!process(node).isAlive()) {
      throw new IllegalStateException(id(node) + " has ended");
    }
    int code = new ProcessBuilder("kill", "-" + name, Long.toString(process(node).pid())).inheritIO().start().waitFor();
    if (code != 0) {
      throw new IOException("kill -" + name + " of " + id(node) + " answered " + code);
    }
  }

  private void mustEnd(int node, Duration limit) throws InterruptedException {
    if (!process(node).awaitExit(limit)) {
      printLogs();
      throw new AssertionError(id(node) + " did not end within " + limit.toMillis() + " ms");
    }
  }
}
