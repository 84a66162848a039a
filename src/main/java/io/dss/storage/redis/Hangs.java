package io.dss.storage.redis;

import io.dss.spi.MessageStore.Refused;
import io.dss.spi.MessageStore.Unreachable;
import java.net.SocketTimeoutException;
import java.util.HashMap;
import java.util.Map;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Servers that let a call time out. Until such a one has answered, one call at a time tries it and all others fail at once: else each that waits would take
 * a thread for its own time-out, a thousand of them for minutes, and calls to other masters of a cluster would wait behind them. Thread-safe.
 */
final class Hangs {
  @FunctionalInterface
  interface Attempt<T> {
    T run() throws Unreachable, Refused;
  }

  /** Whether a call is trying it right now. */
  private final Map<HostAndPort, Boolean> tried = new HashMap<>();

  <T> T with(HostAndPort server, Attempt<T> attempt) throws Unreachable, Refused {
    boolean trial = begin(server);
    boolean answered = false;
    boolean timedOut = false;
    try {
      T value = attempt.run();
      answered = true;
      return value;
    } catch (JedisDataException | Unreachable | Refused said) {
      answered = true;
      throw said;
    } catch (JedisException failure) {
      timedOut = timedOut(failure);
      throw failure;
    } finally {
      end(server, trial, answered, timedOut);
    }
  }

  private synchronized boolean begin(HostAndPort server) throws Unreachable {
    Boolean trying = tried.get(server);
    if (trying == null) return false;
    if (trying) throw new Unreachable("Redis at " + server + " does not answer; another call is trying it");
    tried.put(server, true);
    return true;
  }

  private synchronized void end(HostAndPort server, boolean trial, boolean answered, boolean timedOut) {
    if (answered) tried.remove(server);
    else if (trial) tried.put(server, false);
    else if (timedOut) tried.putIfAbsent(server, false);
  }

  static boolean timedOut(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SocketTimeoutException) return true;
    }
    return false;
  }
}
