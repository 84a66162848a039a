package io.dss.redis;

import java.util.List;

/** A master, its replica and one Sentinel that is enough to fail over, with the shortest times there are. */
public final class RedisSentinels implements AutoCloseable {
  public static final String MASTER_NAME = "dss";
  private final RedisServer master;
  private final RedisServer replica;
  private final RedisServer sentinel;

  private RedisSentinels(RedisServer master, RedisServer replica, RedisServer sentinel) {
    this.master = master;
    this.replica = replica;
    this.sentinel = sentinel;
  }

  public static RedisSentinels start() {
    RedisServer master = RedisServer.start();
    RedisServer replica = RedisServer.start("replicaof 127.0.0.1 " + master.port());
    RedisCluster.await("the replica is in step", () -> replica.info("master_link_status").equals("up"));
    RedisServer sentinel = RedisServer.sentinel(List.of("sentinel monitor " + MASTER_NAME + " 127.0.0.1 " + master.port() + " 1",
        "sentinel down-after-milliseconds " + MASTER_NAME + " 500", "sentinel failover-timeout " + MASTER_NAME + " 2000"));
    RedisSentinels all = new RedisSentinels(master, replica, sentinel);
    RedisCluster.await("the Sentinel knows the replica", () -> all.sentinel.command("SENTINEL", "MASTER", MASTER_NAME).toString().contains("num-slaves, 1"));
    return all;
  }

  public RedisServer master() {
    return master;
  }

  public RedisServer replica() {
    return replica;
  }

  public RedisServer sentinel() {
    return sentinel;
  }

  /** Waits until the Sentinel names the former replica. */
  public void awaitFailover() {
    String port = Integer.toString(replica.port());
    RedisCluster.await("the replica is promoted", () -> sentinel.command("SENTINEL", "GET-MASTER-ADDR-BY-NAME", MASTER_NAME).toString().contains(port)
        && replica.info("role").equals("master"));
  }

  public String url() {
    return "redis-sentinel://127.0.0.1:" + sentinel.port() + "/" + MASTER_NAME;
  }

  @Override
  public void close() {
    sentinel.close();
    replica.close();
    master.close();
  }
}
