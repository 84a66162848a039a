package io.dss.storage.redis;

import io.dss.spi.MessageStore.Refused;
import io.dss.spi.MessageStore.Unreachable;
import java.util.List;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionPool;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;

/** One server that has all keys: the one that was named, or the one that Sentinels call master. */
final class PooledRoute implements Route {
  /** Who is the master, asked before every use; a different answer from before is a different server. */
  interface Master {
    HostAndPort now() throws Unreachable;

    /** The server did not answer, or said that it is no master. */
    void suspect();
  }

  private record Target(HostAndPort server, ConnectionPool pool) {}

  private final Pools pools;
  private final Master master;
  private final Inspection inspection;
  private final Hangs hangs = new Hangs();
  private Target target;
  private boolean closed;

  PooledRoute(Pools pools, Master master, Inspection inspection) {
    this.pools = pools;
    this.master = master;
    this.inspection = inspection;
  }

  /** A master that never changes. */
  static Master fixed(HostAndPort server) {
    return new Master() {
      @Override
      public HostAndPort now() {
        return server;
      }

      @Override
      public void suspect() {}
    };
  }

  @Override
  public <T> T at(byte[] key, Use<T> use) throws Unreachable, Refused {
    try {
      return once(use);
    } catch (JedisConnectionException dead) {
      if (Hangs.timedOut(dead)) throw dead;
      // A pooled connection that died while it was idle, as all do when a server restarts: a new one tells whether the server is there.
      return once(use);
    }
  }

  private <T> T once(Use<T> use) throws Unreachable, Refused {
    Target target = target();
    ConnectionPool current = target.pool;
    try {
      return hangs.with(target.server, () -> {
        try (Connection connection = current.getResource()) {
          return Link.used(connection, false, inspection, use);
        }
      });
    } catch (JedisConnectionException e) {
      suspect(current);
      throw e;
    } catch (JedisDataException e) {
      if (Failures.ofReplica(e)) suspect(current);
      throw e;
    } catch (Inspection.NoMaster e) {
      suspect(current);
      throw new Unreachable(e.getMessage());
    }
  }

  private void suspect(ConnectionPool current) {
    current.clear();
    inspection.forget();
    master.suspect();
  }

  @Override
  public List<Object> each(List<byte[]> keys, List<CommandArguments> commands) throws Unreachable, Refused {
    return at(Keys.TOPICS, link -> link.pipeline(commands));
  }

  private Target target() throws Unreachable {
    HostAndPort now = master.now();
    synchronized (this) {
      if (closed) throw new Unreachable("the store is closed");
      if (target == null || !now.equals(target.server)) {
        if (target != null) target.pool.close();
        target = new Target(now, new ConnectionPool(now, pools.connections(), pools.pool()));
      }
      return target;
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (target != null) target.pool.close();
  }
}
