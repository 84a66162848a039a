package io.dss.storage.redis;

import io.dss.spi.MessageStore.Refused;
import io.dss.spi.MessageStore.Unreachable;
import io.dss.spi.TimeSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * Whether a server may be used as it is configured: looked at before its first use, after every lost connection, and now and then, as a configuration can
 * be changed at any time. Thread-safe.
 */
final class Inspection {
  /** Between two looks at a server that may be used. */
  static final long LOOK_MILLIS = 10_000;
  /** Between two looks at one that may not. */
  static final long LOOK_AGAIN_MILLIS = 1_000;

  /** The server is a replica: somebody else is the master. */
  static final class NoMaster extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoMaster(String what) {
      super(what);
    }
  }

  private record Look(long atNanos, Optional<String> refusal) {}

  private final TimeSource time;
  private final Consumer<String> alarm;
  private final Map<HostAndPort, Look> looks = new ConcurrentHashMap<>();
  private final Map<HostAndPort, String> alarms = new ConcurrentHashMap<>();

  Inspection(TimeSource time, Consumer<String> alarm) {
    this.time = time;
    this.alarm = alarm;
  }

  /** Looks at every server anew before it is used the next time. */
  void forget() {
    looks.values().removeIf(look -> look.refusal.isEmpty());
  }

  void check(Connection connection) throws Refused, Unreachable {
    HostAndPort server = connection.getHostAndPort();
    Look last = looks.get(server);
    if (last == null || due(last)) {
      last = look(server, connection);
      looks.put(server, last);
    }
    if (last.refusal.isPresent()) throw new Refused(last.refusal.get());
  }

  private boolean due(Look last) {
    long passedMillis = TimeUnit.NANOSECONDS.toMillis(time.monotonicNanos() - last.atNanos);
    return passedMillis >= (last.refusal.isPresent() ? LOOK_AGAIN_MILLIS : LOOK_MILLIS);
  }

  private Look look(HostAndPort server, Connection connection) throws Unreachable {
    ServerReport report = ServerReport.of(Link.text(connection.executeCommand(new CommandArguments(Command.INFO))), configured(connection, "appendfsync"),
        configured(connection, "no-appendfsync-on-rewrite"));
    if (report.replica()) throw new NoMaster(server + " is a replica, not the master");
    if (report.loading()) throw new Unreachable(server + " is loading its data");
    Optional<String> refusal = report.refusal(server.toString());
    Optional<String> warning = refusal.or(() -> report.warning(server.toString()));
    String before = warning.isPresent() ? alarms.put(server, warning.get()) : alarms.remove(server);
    if (warning.isPresent() && !warning.get().equals(before)) alarm.accept(warning.get());
    return new Look(time.monotonicNanos(), refusal);
  }

  private static Optional<String> configured(Connection connection, String name) {
    try {
      var answer = Link.list(connection.executeCommand(new CommandArguments(Command.CONFIG).add("GET").add(name)));
      return answer.size() < 2 ? Optional.empty() : Optional.of(Link.text(answer.get(1)));
    } catch (JedisDataException forbidden) {
      return Optional.empty();
    }
  }
}
