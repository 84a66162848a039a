package io.dss.it;

import io.dss.faults.TcpProxy;
import io.dss.launch.NodePlan;
import io.dss.launch.Peers;
import io.dss.launch.Topology;
import io.dss.payara.ClusterPlan;
import io.dss.payara.PayaraCluster;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Three nodes, every connection between two of them through a proxy of its own: {@code proxy(a, b)} carries what a dials to b. Started at the first use and
 * stopped after the last test. Snapshots are taken every 300 entries, so that a node that was away needs one; a
 * cache has room for {@link #CACHE_ENTRIES} lines, so that they leave it all the time.
 */
final class Trio implements ExtensionContext.Store.CloseableResource {
  static final int SIZE = 3;
  static final int CACHE_ENTRIES = 100;
  static final Duration START = Duration.ofSeconds(120);

  /** Hands the one cluster to tests as a parameter. */
  static final class Given implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == Trio.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return shared(context);
    }
  }

  /** The one cluster, whole. */
  static Trio shared(ExtensionContext context) {
    Trio trio = context.getRoot().getStore(ExtensionContext.Namespace.GLOBAL).getOrComputeIfAbsent(Trio.class, type -> started(), Trio.class);
    trio.whole();
    return trio;
  }

  private final PayaraCluster nodes;
  private final TcpProxy[][] proxies = new TcpProxy[SIZE][SIZE];
  private final Api api = new Api();

  private Trio(SortedMap<String, String> variables) throws IOException {
    ClusterPlan plan = ClusterPlan.of(Topology.TRIO)
        .withAll("DSS_RAFT_SNAPSHOT_ENTRIES", "300").withAll("DSS_RAFT_KEEP_TAIL_ENTRIES", "100")
        .withAll("DSS_CACHE_MAX_ENTRIES", Integer.toString(CACHE_ENTRIES));
    for (Map.Entry<String, String> variable : variables.entrySet()) plan = plan.withAll(variable.getKey(), variable.getValue());
    List<NodePlan> trio = plan.nodes();
    for (int from = 0; from < SIZE; from++) {
      Map<String, String> urls = new LinkedHashMap<>();
      for (int to = 0; to < SIZE; to++) {
        if (from != to) proxies[from][to] = TcpProxy.start(0, trio.get(to).port());
        urls.put(trio.get(to).id(), from == to ? trio.get(to).url() : "http://127.0.0.1:" + proxies[from][to].port());
      }
      for (String list : List.of("RAFT_PEERS", "QUEUE_NODES", "CACHE_PEERS")) plan = plan.with(trio.get(from).id(), list, Peers.json(urls));
    }
    nodes = PayaraCluster.start(plan);
  }

  private static Trio started() {
    try {
      return startedWith(new TreeMap<>());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Another cluster than the shared one; returns before it is {@link #whole}, and whoever starts it closes it. @param variables of every node */
  static Trio startedWith(SortedMap<String, String> variables) throws IOException {
    return new Trio(variables);
  }

  /** Heals the network, starts what is down, and waits until every node is ready. */
  void whole() {
    try {
      heal();
      // A node that an earlier test asked to stop may still be ending, so it is looked at again and again.
      nodes.await("all nodes ready", START, this::restartedAndReady);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private boolean restartedAndReady() {
    boolean ready = true;
    for (int node = 0; node < SIZE; node++) {
      try {
        if (!nodes.process(node).isAlive()) nodes.restart(node);
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
      ready &= nodes.isReady(node);
    }
    return ready;
  }

  PayaraCluster nodes() {
    return nodes;
  }

  Api api() {
    return api;
  }

  String url(int node) {
    return nodes.url(node);
  }

  int port(int node) {
    return URI.create(url(node)).getPort();
  }

  /** The leader that a majority of the nodes that can be asked agrees on; waits for one. */
  int leader() throws InterruptedException {
    return leaderOtherThan(-1, Duration.ofSeconds(10));
  }

  int leaderOtherThan(int node, Duration limit) throws InterruptedException {
    int[] found = {-1};
    nodes.await("a leader other than " + node, limit, () -> {
      found[0] = agreed(node).orElse(-1);
      return found[0] >= 0;
    });
    return found[0];
  }

  private Optional<Integer> agreed(int except) {
    for (int candidate = 0; candidate < SIZE; candidate++) {
      if (candidate != except && nodes.process(candidate).isAlive() && "leader".equals(role(candidate))) return Optional.of(candidate);
    }
    return Optional.empty();
  }

  private String role(int node) {
    try {
      return api.get(url(node), "/raft").json().getString("role", "");
    } catch (IOException | RuntimeException notThere) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }

  /** The index of the node that the ring gives {@code topic} to, as {@code asked} knows it. */
  int owner(Topic topic, int asked) throws IOException, InterruptedException {
    String owner = topic.owner(asked);
    for (int node = 0; node < SIZE; node++) if (nodes.id(node).equals(owner)) return node;
    throw new AssertionError(owner + " is none of the nodes");
  }

  /** A topic of which {@code owner} is the owner, its name beginning with {@code prefix}; every node is ready. */
  Topic ownedBy(int owner, String prefix) throws IOException, InterruptedException {
    for (int i = 0; ; i++) {
      Topic topic = Topic.of(this, prefix + i);
      if (owner(topic, owner) == owner) return topic;
    }
  }

  /** Those other than {@code node}. */
  List<Integer> others(int node) {
    List<Integer> others = new ArrayList<>();
    for (int other = 0; other < SIZE; other++) if (other != node) others.add(other);
    return others;
  }

  /** Cuts {@code node} off from the others, both ways. */
  void cutOff(int node) {
    for (int other : others(node)) {
      proxies[node][other].cut();
      proxies[other][node].cut();
    }
  }

  /** Nothing that {@code node} sends arrives, on whoever's connection; it hears everything. */
  void muffle(int node) {
    for (int other : others(node)) {
      proxies[node][other].cutForward();
      proxies[other][node].cutBackward();
    }
  }

  void heal() {
    for (int from = 0; from < SIZE; from++) for (int to = 0; to < SIZE; to++) if (from != to) proxies[from][to].heal();
  }

  @Override
  public void close() throws Exception {
    for (TcpProxy[] row : proxies) for (TcpProxy proxy : row) if (proxy != null) proxy.close();
    nodes.close();
  }
}
