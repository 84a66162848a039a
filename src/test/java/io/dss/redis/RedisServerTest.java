package io.dss.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The test server is what it says: real, durable, mortal, and gone afterwards. */
class RedisServerTest {
  @Test
  void aKilledServerHasWhatItHadAnswered() {
    try (RedisServer server = RedisServer.start()) {
      assertEquals(RedisBinary.VERSION, server.info("redis_version"));
      server.command("SET", "key", "value");
      server.kill();
      assertThrows(UncheckedIOException.class, () -> server.command("PING"));
      server.restart();
      assertEquals("value", server.command("GET", "key"));
    }
  }

  @Test
  void aServerGoesBackInTime() {
    try (RedisServer server = RedisServer.start()) {
      server.command("SET", "key", "old");
      Path copy = server.copyData();
      server.command("SET", "key", "new");
      server.kill();
      server.putBack(copy);
      server.restart();
      assertEquals("old", server.command("GET", "key"));
    }
  }

  @Test
  void itsConfigurationIsTheGivenOne() {
    try (RedisServer server = RedisServer.start("requirepass secret", "maxmemory 5mb")) {
      assertTrue(assertThrows(Resp.Refusal.class, () -> server.command("GET", "key")).getMessage().startsWith("NOAUTH"));
    }
  }

  @Test
  void aConfigurationItDoesNotTakeFailsWithItsWords() {
    Throwable failure = assertThrows(UncheckedIOException.class, () -> RedisServer.start("no-such-thing yes"));
    assertTrue(failure.getMessage().contains("no-such-thing"), failure.getMessage());
  }

  @Test
  void aSuspendedServerAnswersLater() {
    try (RedisServer server = RedisServer.start()) {
      server.pause();
      server.resume();
      assertEquals("PONG", server.command("PING"));
    }
  }

  @Test
  void aClosedServerLeavesNothing() {
    RedisServer server = RedisServer.start();
    server.close();
    assertFalse(Files.exists(server.directory()));
    assertFalse(Resp.answersPing(server.port()));
  }

  @Test
  void aClusterOfThreeKnowsWhoHasAKey() {
    try (RedisCluster cluster = RedisCluster.start()) {
      for (int i = 0; i < 50; i++) cluster.masterOf("key " + i).command("SET", "key " + i, "value");
    }
  }

  @Test
  void aSentinelPromotesTheReplicaOfADeadMaster() {
    try (RedisSentinels sentinels = RedisSentinels.start()) {
      sentinels.master().command("SET", "key", "value");
      // Not WAIT: on a connection that wrote nothing it is content with a replica that is still being given its first copy.
      RedisCluster.await("the replica has it", () -> "value".equals(sentinels.replica().command("GET", "key")));
      sentinels.master().kill();
      sentinels.awaitFailover();
      assertEquals("value", sentinels.replica().command("GET", "key"));
    }
  }
}
