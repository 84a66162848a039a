package io.dss.storage.redis;

import io.dss.kernel.Utf8;
import io.dss.spi.MessageStore.Unreachable;
import io.dss.spi.TimeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Who the Sentinels say is master. They are asked again after a failure and every {@link #ASK_AGAIN_MILLIS} while there is traffic; a subscription
 * would tell sooner, but needs a thread for each Sentinel. An owner that still talks to a master which was replaced is found out by the numbers. Thread-safe.
 */
final class Sentinels implements PooledRoute.Master {
  static final long ASK_AGAIN_MILLIS = 1_000;
  /** The same while the master is suspected: callers that all fail must not each wait for all Sentinels, one after the other. */
  static final long SUSPECTED_MILLIS = 100;
  private static final byte[] MASTER_ADDRESS = Utf8.bytes("GET-MASTER-ADDR-BY-NAME");

  private final Pools pools;
  private final TimeSource time;
  private final ReentrantLock asking = new ReentrantLock();
  private final List<HostAndPort> sentinels;
  private HostAndPort known;
  private long askedAtNanos;
  private boolean suspected;
  /** What the last asking came to if nobody answered. */
  private Optional<String> silence = Optional.empty();

  Sentinels(Pools pools, TimeSource time) {
    this.pools = pools;
    this.time = time;
    this.sentinels = new ArrayList<>(pools.settings().url().nodes());
  }

  @Override
  public HostAndPort now() throws Unreachable {
    if (due()) {
      // While one call asks, which takes as long as Sentinels that hang make it, others go on with a master that is not suspected.
      if (!asking.tryLock()) {
        Optional<HostAndPort> trusted = trusted();
        if (trusted.isPresent()) return trusted.get();
        asking.lock();
      }
      try {
        if (due()) askAll();
      } finally {
        asking.unlock();
      }
    }
    return told();
  }

  private synchronized boolean due() {
    long passedMillis = TimeUnit.NANOSECONDS.toMillis(time.monotonicNanos() - askedAtNanos);
    boolean asked = known != null || silence.isPresent();
    return !asked || passedMillis >= (suspected && silence.isEmpty() ? SUSPECTED_MILLIS : ASK_AGAIN_MILLIS);
  }

  private synchronized Optional<HostAndPort> trusted() {
    return suspected ? Optional.empty() : Optional.ofNullable(known);
  }

  /** Sentinels that are all silent do not make a master that answers a wrong one. */
  private synchronized HostAndPort told() throws Unreachable {
    if (silence.isPresent() && (known == null || suspected)) throw new Unreachable(silence.get());
    return known;
  }

  /** Only with {@link #asking}. */
  private void askAll() {
    List<String> silent = new ArrayList<>();
    for (HostAndPort sentinel : List.copyOf(sentinels)) {
      try {
        answered(ask(sentinel));
        // The one that answers is asked first the next time.
        sentinels.remove(sentinel);
        sentinels.add(0, sentinel);
        return;
      } catch (JedisException | Unreachable e) {
        silent.add(sentinel + " (" + e.getMessage() + ")");
      }
    }
    silent(Optional.of("no Sentinel names the master: " + String.join(", ", silent)));
  }

  private synchronized void answered(HostAndPort master) {
    known = master;
    suspected = false;
    silent(Optional.empty());
  }

  private synchronized void silent(Optional<String> why) {
    silence = why;
    askedAtNanos = time.monotonicNanos();
  }

  private HostAndPort ask(HostAndPort sentinel) throws Unreachable {
    String name = pools.settings().url().master();
    try (Connection connection = new Connection(sentinel, pools.sentinels())) {
      Object answer = connection.executeCommand(new CommandArguments(Command.SENTINEL).add(MASTER_ADDRESS).add(name));
      if (answer == null) throw new Unreachable("knows no master '" + name + "'");
      List<Object> address = Link.list(answer);
      return new HostAndPort(Link.text(address.get(0)), Integer.parseInt(Link.text(address.get(1))));
    }
  }

  @Override
  public synchronized void suspect() {
    suspected = true;
  }
}
