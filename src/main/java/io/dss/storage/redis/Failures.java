package io.dss.storage.redis;

import io.dss.spi.MessageStore.Refused;
import io.dss.spi.MessageStore.Unreachable;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/** What a failure of Jedis is to the port. */
final class Failures {
  private Failures() {}

  /**
   * Nearly all are {@link Unreachable}: of a lost connection nobody knows what was done, and what Redis answers with an error (READONLY, LOADING, MISCONF,
   * CLUSTERDOWN, TRYAGAIN, NOREPLICAS, BUSY, NOAUTH, ...) passes or is mended, was not done, and bears a repeat.
   */
  static Exception of(JedisException failure) {
    String words = words(failure);
    if (failure instanceof JedisDataException && words.contains("WRONGTYPE")) {
      return foreign(words);
    }
    return new Unreachable("Redis: " + words);
  }

  static Refused foreign(String what) {
    return new Refused("a key of DSS in Redis holds something that DSS did not write (" + what + "): give DSS a Redis or a database of its own");
  }

  /** Redis refused the first write of a script as its memory is full; nothing was done. */
  static boolean full(JedisDataException failure) {
    return failure.getMessage() != null && failure.getMessage().contains("OOM command not allowed");
  }

  /** The server that was taken for the master has become a replica. */
  static boolean ofReplica(JedisDataException failure) {
    return failure.getMessage() != null && failure.getMessage().contains("READONLY");
  }

  private static String words(Throwable failure) {
    StringBuilder words = new StringBuilder();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String text = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
      if (words.indexOf(text) < 0) words.append(words.length() == 0 ? "" : ": ").append(text);
    }
    return words.toString();
  }
}
