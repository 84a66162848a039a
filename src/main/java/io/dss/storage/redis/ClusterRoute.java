package io.dss.storage.redis;

import io.dss.spi.MessageStore.Refused;
import io.dss.spi.MessageStore.Unreachable;
import io.dss.spi.TimeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisAskDataException;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisMovedDataException;
import redis.clients.jedis.providers.ClusterConnectionProvider;
import redis.clients.jedis.util.JedisClusterCRC16;

/** Each key at the master of its slot, as the cluster said last; what has moved is looked for again. */
final class ClusterRoute implements Route {
  /** How often a command goes after a slot that moves away from under it. */
  private static final int MOVES = 3;

  /** How often the named nodes are tried while none of them answers; in between all callers fail with what the last try came to. */
  private static final long NAMED_AGAIN_MILLIS = 1_000;

  private final Pools pools;
  private final TimeSource time;
  private final Inspection inspection;
  private final Hangs hangs = new Hangs();
  private ClusterConnectionProvider cluster;
  private Optional<JedisException> failed = Optional.empty();
  private long failedAtNanos;
  private boolean closed;

  ClusterRoute(Pools pools, TimeSource time, Inspection inspection) {
    this.pools = pools;
    this.time = time;
    this.inspection = inspection;
  }

  @Override
  public <T> T at(byte[] key, Use<T> use) throws Unreachable, Refused {
    int slot = JedisClusterCRC16.getSlot(key);
    for (int i = 1; ; i++) {
      ClusterConnectionProvider current = current();
      try {
        return at(current, slot, use);
      } catch (JedisMovedDataException moved) {
        if (i == MOVES) throw moved;
        current.renewSlotCache();
      } catch (JedisConnectionException dead) {
        look(current);
        if (i == MOVES || Hangs.timedOut(dead)) throw dead;
      } catch (Inspection.NoMaster e) {
        look(current);
        if (i == MOVES) throw new Unreachable(e.getMessage());
      }
    }
  }

  private <T> T at(ClusterConnectionProvider current, int slot, Use<T> use) throws Unreachable, Refused {
    HostAndPort master = current.getNode(slot);
    try {
      // Of a slot that is not known to be anywhere the provider asks for itself.
      return master == null ? over(current.getConnectionFromSlot(slot), false, use) : hangs.with(master, () -> over(current.getConnectionFromSlot(slot), false, use));
    } catch (JedisAskDataException moving) {
      HostAndPort next = moving.getTargetNode();
      return hangs.with(next, () -> over(current.getConnection(next), true, use));
    }
  }

  private <T> T over(Connection borrowed, boolean asking, Use<T> use) throws Unreachable, Refused {
    try (Connection connection = borrowed) {
      return Link.used(connection, asking, inspection, use);
    }
  }

  /** After a failure: dead connections go, and the cluster is asked who has what; if nobody of it answers, from its named nodes the next time. */
  private void look(ClusterConnectionProvider current) {
    inspection.forget();
    try {
      current.getNodes().values().forEach(pool -> pool.clear());
      current.renewSlotCache();
    } catch (JedisException nobody) {
      drop(current);
    }
  }

  @Override
  public List<Object> each(List<byte[]> keys, List<CommandArguments> commands) throws Unreachable, Refused {
    List<Object> answers = new ArrayList<>();
    for (int i = 0; i < commands.size(); i++) {
      CommandArguments command = commands.get(i);
      answers.add(at(keys.get(i), link -> link.call(command)));
    }
    return answers;
  }

  private synchronized ClusterConnectionProvider current() throws Unreachable {
    if (closed) throw new Unreachable("the store is closed");
    if (cluster != null) return cluster;
    boolean lately = TimeUnit.NANOSECONDS.toMillis(time.monotonicNanos() - failedAtNanos) < NAMED_AGAIN_MILLIS;
    if (failed.isPresent() && lately) throw failed.get();
    try {
      cluster = new ClusterConnectionProvider(Set.copyOf(pools.settings().url().nodes()), pools.connections(), pools.pool());
      failed = Optional.empty();
      return cluster;
    } catch (JedisException e) {
      failed = Optional.of(e);
      failedAtNanos = time.monotonicNanos();
      throw e;
    }
  }

  private synchronized void drop(ClusterConnectionProvider failed) {
    if (cluster != failed) return;
    cluster.close();
    cluster = null;
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (cluster != null) cluster.close();
  }
}
