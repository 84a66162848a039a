package io.dss.storage.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.dss.kernel.Utf8;
import io.dss.redis.RedisCluster;
import io.dss.redis.RedisServer;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;

/** A call that ends in the middle, such as for want of memory for its answer: what is still to come on its connection is nobody else's answer. */
class BrokenOffTest {
  private static final byte[] KEY = Utf8.bytes("dss:{a}:meta");

  @Test
  void theConnectionOfACallThatBrokeOffIsNotUsedAgain() throws Exception {
    try (RedisServer server = RedisServer.start()) {
      RedisSettings settings = StoreOnServer.settings(server.url()).withConnections(1);
      Inspection inspection = new Inspection(StoreOnServer.TIME, alarm -> {});
      try (Route route = new PooledRoute(new Pools(settings, TlsFiles.ofThisJvm()), PooledRoute.fixed(settings.url().nodes().get(0)), inspection)) {
        breaksOffAndIsNotHeardOfAgain(route);
      }
    }
  }

  @Test
  void norIsItInACluster() throws Exception {
    try (RedisCluster cluster = RedisCluster.start()) {
      RedisSettings settings = StoreOnServer.settings(cluster.url()).withConnections(1);
      Inspection inspection = new Inspection(StoreOnServer.TIME, alarm -> {});
      try (Route route = new ClusterRoute(new Pools(settings, TlsFiles.ofThisJvm()), StoreOnServer.TIME, inspection)) {
        breaksOffAndIsNotHeardOfAgain(route);
      }
    }
  }

  private static void breaksOffAndIsNotHeardOfAgain(Route route) throws Exception {
    assertThrows(OutOfMemoryError.class, () -> route.at(KEY, link -> {
      link.connection().sendCommand(new CommandArguments(Command.ECHO).add("of the former call"));
      throw new OutOfMemoryError("as while an answer is read");
    }));
    assertEquals("own", route.<String>at(KEY, link -> Link.text(link.call(new CommandArguments(Command.ECHO).add("own")))));
  }
}
