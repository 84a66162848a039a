package io.dss.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A Redis Cluster of three masters without replicas, each with a third of the slots, put together by hand as {@code redis-cli --cluster} does. */
public final class RedisCluster implements AutoCloseable {
  private static final int SLOTS = 16_384;
  private static final int MASTERS = 3;
  private static final long PATIENCE_SECONDS = 20;

  private final List<RedisServer> masters = new ArrayList<>();
  private final List<Integer> busPorts = new ArrayList<>();

  public static RedisCluster start() {
    RedisCluster cluster = new RedisCluster();
    try {
      for (int i = 0; i < MASTERS; i++) cluster.add();
      cluster.join();
      return cluster;
    } catch (IOException e) {
      cluster.close();
      throw new UncheckedIOException(e);
    } catch (RuntimeException | Error e) {
      cluster.close();
      throw e;
    }
  }

  private void add() throws IOException {
    int busPort = RedisServer.freePort();
    busPorts.add(busPort);
    masters.add(RedisServer.start("cluster-enabled yes", "cluster-port " + busPort, "cluster-node-timeout 2000", "cluster-require-full-coverage no"));
  }

  private void join() {
    for (int i = 0; i < MASTERS; i++) {
      int first = i * SLOTS / MASTERS;
      int last = (i + 1) * SLOTS / MASTERS - 1;
      masters.get(i).command("CLUSTER", "ADDSLOTSRANGE", Integer.toString(first), Integer.toString(last));
      masters.get(i).command("CLUSTER", "SET-CONFIG-EPOCH", Integer.toString(i + 1));
      if (i > 0) masters.get(i).command("CLUSTER", "MEET", "127.0.0.1", Integer.toString(masters.get(0).port()), Integer.toString(busPorts.get(0)));
    }
    await("the cluster is complete", () -> masters.stream().allMatch(RedisCluster::complete));
  }

  /** Whether a node of it knows all nodes and slots, and serves. */
  public static boolean complete(RedisServer node) {
    String info = (String) node.command("CLUSTER", "INFO");
    return info.contains("cluster_state:ok") && info.contains("cluster_slots_assigned:" + SLOTS) && info.contains("cluster_known_nodes:" + MASTERS);
  }

  public static void await(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) throw new IllegalStateException("in " + PATIENCE_SECONDS + " s it did not come true that " + what);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }

  public List<RedisServer> masters() {
    return masters;
  }

  /** The master that has the slot of {@code key}. */
  public RedisServer masterOf(String key) {
    long slot = (Long) masters.get(0).command("CLUSTER", "KEYSLOT", key);
    return masters.get((int) ((slot * MASTERS + MASTERS - 1) / SLOTS));
  }

  /** The id that the others know {@code node} by. */
  public static String id(RedisServer node) {
    return (String) node.command("CLUSTER", "MYID");
  }

  /** As the store takes it, naming one node only. */
  public String url() {
    return "redis-cluster://127.0.0.1:" + masters.get(0).port();
  }

  @Override
  public void close() {
    masters.forEach(RedisServer::close);
  }
}
