package io.dss.storage.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.storage.redis.RedisUrl.Kind;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.HostAndPort;

class RedisUrlTest {
  private static RedisUrl url(Kind kind, boolean tls, List<HostAndPort> nodes, String master, int database, String user, String password) {
    return new RedisUrl(kind, tls, nodes, master, database, Optional.ofNullable(user), Optional.ofNullable(password));
  }

  private static HostAndPort at(String host, int port) {
    return new HostAndPort(host, port);
  }

  @Test
  void oneServerIsNamedInManyWays() {
    assertEquals(url(Kind.SERVER, false, List.of(at("redis", 6379)), "", 0, null, null), RedisUrl.parse("redis://redis"));
    assertEquals(url(Kind.SERVER, false, List.of(at("node_redis_1", 7000)), "", 3, null, "pw"), RedisUrl.parse("redis://:pw@node_redis_1:7000/3"));
    assertEquals(url(Kind.SERVER, false, List.of(at("h", 1)), "", 0, null, "pw"), RedisUrl.parse("redis://pw@h:1/"));
    assertEquals(url(Kind.SERVER, true, List.of(at("::1", 6380)), "", 0, "me", "a:b@c+/%"), RedisUrl.parse("rediss://me:a%3Ab%40c+%2F%25@[::1]:6380"));
  }

  @Test
  void sentinelsNameAMaster() {
    assertEquals(url(Kind.SENTINEL, false, List.of(at("a", 26379), at("b", 26380)), "mymaster", 2, null, "pw"),
        RedisUrl.parse("redis-sentinel://:pw@a,b:26380/mymaster/2"));
    assertEquals(url(Kind.SENTINEL, true, List.of(at("a", 1)), "m", 0, null, null), RedisUrl.parse("rediss-sentinel://a:1/m"));
  }

  @Test
  void aClusterIsAListOfNodes() {
    assertEquals(url(Kind.CLUSTER, false, List.of(at("a", 7001), at("b", 6379)), "", 0, "u", "p"), RedisUrl.parse("redis-cluster://u:p@a:7001,b"));
  }

  @Test
  void whatIsNoUrlIsRefusedInWordsWithoutThePassword() {
    for (String wrong : List.of("", "localhost:6379", "http://h", "redis://", "redis://:hush@", "redis://:hush@h:x", "redis://:hush@h:70000", "redis://:hush@h/db",
        "redis://:hush@h/1/2", "redis://:hush@a,b", "redis-sentinel://:hush@a:1", "redis-sentinel://:hush@a:1/m/0/9", "redis-cluster://:hush@a:1/1", "redis://:hush@a b c:d:e")) {
      String words = assertThrows(IllegalArgumentException.class, () -> RedisUrl.parse(wrong), wrong).getMessage();
      assertFalse(words.contains("hush"), words);
    }
  }

  /** Where a password ends cannot be told if it was not encoded, so nothing is quoted. */
  @Test
  void ofAPasswordThatIsNotEncodedNoPartIsTold() {
    for (String wrong : List.of("redis://:hu/sh@h", "redis://:hush/hush@h:1/0", "redis://:hush", "redis://:hush/1", "redis://u:%hush@h", "redis://u:hush%@h", "redis://u:hush%e@h",
        "redis-sentinel://:hush/m/hush@h/m", "redis-cluster://a,hush:x", "redis://:pw@h?hush", "redis://:h@us/h@h")) {
      IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> RedisUrl.parse(wrong), wrong);
      String words = refused.getMessage();
      assertFalse(words.contains("hu") || words.contains("sh@") || words.contains("%e"), words);
      assertTrue(words.startsWith("the URL of Redis: ") && refused.getCause() == null, words);
    }
    assertTrue(assertThrows(IllegalArgumentException.class, () -> RedisUrl.parse("redis://:hu/sh@h")).getMessage().contains("%2F"));
  }

  @Test
  void aUrlIsPrintedWithoutThePassword() {
    assertEquals("rediss://h:6379/3", RedisUrl.parse("rediss://u:hush@h/3").toString());
    assertEquals("redis-sentinel://a:1,b:2/m", RedisUrl.parse("redis-sentinel://:hush@a:1,b:2/m").toString());
    assertFalse(RedisSettings.of("redis://:hush@h").toString().contains("hush"));
  }

  @Test
  void thePasswordsOfKeyStoresAreNotPrinted() {
    TlsFiles tls = new TlsFiles(Optional.of(new TlsFiles.Store(java.nio.file.Path.of("trust.p12"), "hush", "PKCS12")), Optional.empty());
    assertFalse(tls.toString().contains("hush"), tls::toString);
  }

  @Test
  void settingsHaveLimits() {
    RedisSettings settings = RedisSettings.of("redis://h");
    assertThrows(IllegalArgumentException.class, () -> settings.withConnections(0));
    assertThrows(IllegalArgumentException.class, () -> settings.withConnections(RedisSettings.MAX_CONNECTIONS + 1));
    assertThrows(IllegalArgumentException.class, () -> settings.withTimeouts(0, 1));
    assertThrows(IllegalArgumentException.class, () -> settings.withWaitReplicas(-1));
    assertTrue(settings.withAdopt(true).withConnections(3).withWaitReplicas(1).withTimeouts(5, 6).adopt());
  }
}
