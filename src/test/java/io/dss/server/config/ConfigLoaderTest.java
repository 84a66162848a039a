package io.dss.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.cache.WriteSafety;
import io.dss.kernel.NodeId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigLoaderTest {
  private static final String SECRET = "0123456789abcdef";
  private static final String THREE = "{\"node_lock_1\":\"http://node_lock_1:8001\",\"node_lock_2\":\"http://node_lock_2:8002\",\"n3\":\"https://[::1]:8003/\"}";

  @Test
  void nothingAtAllIsASingleNodeWithEveryRoleAndTheDefaultsOfTheDesign() {
    DssConfig config = load();
    assertEquals(new NodeId("node-1"), config.topology().self());
    assertEquals(EnumSet.allOf(Role.class), config.topology().ownRoles());
    assertFalse(config.topology().hasPeers() || config.secret().isPresent());
    assertEquals(new DssConfig.Cluster(500, 2_500, 3_000, 10), config.cluster());
    assertEquals(List.of(100L, 1_000L, 2_000L), List.of(config.raft().heartbeatMillis(), config.raft().electionTimeoutMinMillis(), config.raft().electionTimeoutMaxMillis()));
    assertEquals(new DssConfig.Http(1 << 20, 4_000), config.http());
    assertEquals(Path.of("data"), config.dataDir());
    assertEquals(new DssConfig.Queues(StoreKind.RAFT, 10_000, 10_000, 1 << 20, 10_000, 32 << 20, 64 << 20), config.queues());
    assertEquals(
        new DssConfig.Caches(StoreKind.RAFT, WriteSafety.BACKUP, 100_000, 64 << 20, 16 << 20, 1 << 20, 10_000, 10_000, 10_000,
            DssConfig.InvalidationLog.FINE, 64 << 20), config.caches());
    assertEquals(new DssConfig.Redis(new RedisUrl("redis://127.0.0.1:6379"), false, 0, 2_000, 16), config.redis());
  }

  @Test
  void theCacheIsToldWhereItsWritesAreSafeAndWhereItsMainMemoryIs() {
    for (WriteSafety safety : WriteSafety.values()) assertEquals(safety, load("dss.cache.write-safety", safety.name()).caches().writeSafety());
    for (DssConfig.InvalidationLog level : DssConfig.InvalidationLog.values()) {
      assertEquals(level, load("dss.cache.invalidation-log", level.name()).caches().invalidationLog());
    }
    assertEquals(StoreKind.REDIS, load("dss.store.cache", "redis").caches().store());
    assertEquals(StoreKind.RAFT, load("dss.store.cache", "redis").queues().store());
    one("dss.cache.write-safety is \"safe\", backup or store or local is allowed", "dss.cache.write-safety", "safe");
  }

  @Test
  void whatIsDirtyLeavesRoomInTheCacheAndHoldsTheLargestValue() {
    one("dss.cache.max-dirty-bytes is 16777216, at most half of dss.cache.max-bytes of 33554430 is due", "dss.cache.max-bytes", "33554430");
    assertEquals(33_554_432, load("dss.cache.max-bytes", "32MiB").caches().maxBytes());
    one("dss.cache.max-value-bytes is 1048576, at most dss.cache.max-dirty-bytes of 1048575 is due", "dss.cache.max-dirty-bytes", "1048575");
    assertEquals(4_096, load("dss.cache.max-dirty-bytes", "4KiB", "dss.cache.max-value-bytes", "4KiB").caches().maxDirtyBytes());
    one("dss.cache.max-dirty-bytes is 1, 4096 to 34359738368 bytes is allowed", "dss.cache.max-dirty-bytes", "1");
  }

  @Test
  void wordsAreThoseOfTheirKeyInUpperOrLowerCase() {
    assertEquals(StoreKind.REDIS, load("dss.store.queue", "Redis").queues().store());
    assertTrue(load("dss.redis.adopt", "TRUE").redis().adopt());
    assertFalse(load("dss.redis.adopt", " ").redis().adopt());
    one("dss.store.queue is \"disk\", raft or redis is allowed", "dss.store.queue", "disk");
    one("dss.redis.adopt is \"yes\", false or true is allowed", "dss.redis.adopt", "yes");
  }

  @ParameterizedTest
  @CsvSource({
    "redis://h:1,redis://h:1", "redis://:pass-word@h:1,redis://***@h:1", "rediss://user:pass-word@h:1/2,rediss://***@h:1/2",
    "redis://user:p%40ss-word@h,redis://***@h", "redis-sentinel://user:pass-word@a:1/name,redis-sentinel://***@a:1/name", "rediss-cluster://:pass-word@a:1/,rediss-cluster://***@a:1/"
  })
  void whatMayBeSecretInTheUrlOfRedisIsInNoText(String url, String shown) {
    DssConfig config = load("dss.redis.url", url);
    assertEquals(url, config.redis().url().withSecret());
    assertEquals(shown, config.redis().url().toString());
    assertFalse(config.toString().contains("word"), config::toString);
  }

  /** What the store refuses later, a node would die of with a stack trace instead of a line among its mistakes. */
  @ParameterizedTest
  @ValueSource(strings = {
    "redis://h", "redis://h/", "redis://h:1/3", "redis://[::1]:6380", "rediss://u:p%40@h_1", "redis://u%3Ax:@h", "redis://@h", "redis://:p w@h", "redis-sentinel://a,b:2/m/3",
    "redis-sentinel://a/my master", "rediss-sentinel://:p@a:1/m", "redis-cluster://a:1,b", "rediss-cluster://a/0", "redis://h/0/", "redis://h//1", "redis://h//", "redis://a b",
    "redis://h:65535", "redis://h:65536", "redis://h:00001", "redis://h:000001", "redis://h:0", "redis://h:", "redis://h:x", "redis://h:123456", "redis://h/x", "redis://h/-1", "redis://h/1/2", "redis://h/999999999", "redis://h/9999999999",
    "redis://a,b", "redis://", "redis:///1", "redis-sentinel://a", "redis-sentinel://a/", "redis-sentinel://a/m/x", "redis-sentinel://a/m/1/2", "redis-cluster://a/1", "redis-cluster://a/x",
    "redis-cluster://a,", "redis-cluster://,a", "redis+sentinel://a/m", "redis-other://a", "redisss://a", "REDIS://a", "redis://[::1", "redis://::1", "redis://[x]", "redis://u:%@h", "redis://u:%4@h",
    "redis://u:%zz@h", "redis://u:a/b@h", "redis://u:a@b@h", "redis://h?x=1", "redis://h#1", "http://h", "h:6379", "redis-sentinel://a/m@x", "redis://u:%+1@h", "redis://[fe80::1%25eth0]:1"
  })
  void theUrlsOfRedisThatTheStoreTakesAreTakenAndNoOthers(String url) {
    boolean taken;
    try {
      io.dss.storage.redis.RedisUrl.parse(url);
      taken = true;
    } catch (IllegalArgumentException refused) {
      taken = false;
    }
    assertEquals(taken, new RedisUrl(url).fault().isEmpty(), () -> url + ": " + new RedisUrl(url).fault());
  }

  @ParameterizedTest
  @ValueSource(strings = {"pass-word", "http://u:pass-word@h:1", "redis:u:pass-word@h", "redis://u:pass-word@", "redis://u:pass word@h i", "REDIS//pass-word",
    "redis://user:p@ss-word@h", "redis://h:1?auth=pass-word", "redis+sentinel://user:pass-word@a:1;b:2/name"})
  void aUrlOfRedisThatIsNoneIsRefusedWithoutBeingShown(String url) {
    List<String> lines = mistakes("dss.redis.url", url);
    assertEquals(1, lines.size(), lines::toString);
    assertTrue(lines.get(0).startsWith("dss.redis.url is wrong: ") && !lines.get(0).contains("word@"), lines::toString);
    assertFalse(lines.get(0).contains("pass-word") || lines.get(0).contains("pass word"), lines::toString);
  }

  @Test
  void theUnionOfTheListsIsTheTopologyAndAListGivesItsNodesTheRole() {
    DssConfig config = peers("NODE_ID", "n3", "RAFT_PEERS", THREE, "QUEUE_NODES", "{\"n3\":\"https://[::1]:8003\",\"q\":\"http://q:8011\"}");
    assertEquals(Set.of(Role.LOCK, Role.QUEUE), config.topology().ownRoles());
    assertEquals(4, config.topology().members().size());
    assertEquals(List.of(new NodeId("n3"), new NodeId("q")), config.topology().nodes(Role.QUEUE));
    assertEquals(List.of(), config.topology().nodes(Role.CACHE));
    assertEquals("https://[::1]:8003", config.topology().members().get(new NodeId("n3")).url().toString());
    assertEquals("node_lock_1", config.topology().members().get(new NodeId("node_lock_1")).url().host());
  }

  @Test
  void anArrayNamesItsNodesByHostAndPort() {
    DssConfig config = peers("NODE_ID", "a_b:8001", "RAFT_PEERS", "[\"http://a_b:8001\",\"http://c\",\"https://d\"]");
    assertEquals(List.of(new NodeId("a_b:8001"), new NodeId("c:80"), new NodeId("d:443")), config.topology().nodes(Role.LOCK));
  }

  @Test
  void withoutAnIdItIsTheEntryOfItsOwnHostAndPort() {
    String list = "{\"a\":\"http://me:8001\",\"b\":\"http://me:8002\",\"c\":\"http://other:8001\"}";
    assertEquals(new NodeId("a"), peers("RAFT_PEERS", list, "dss.http.port", "8001").topology().self());
    assertEquals(new NodeId("b"), peers("RAFT_PEERS", list, "dss.http.port", "8002").topology().self());
    one("NODE_ID is missing, and no entry of the lists has this node's own host and port 8003", "RAFT_PEERS", list, "dss.http.port", "8003", secret(), SECRET);
    one("NODE_ID is missing, and without dss.http.port no entry of the lists can be told to be this node", "RAFT_PEERS", list, secret(), SECRET);
    String both = "{\"a\":\"http://me:8001\",\"b\":\"http://me2:8001\"}";
    one("NODE_ID is missing, and the entries [a, b] have this node's own host and port 8001", "RAFT_PEERS", both, "dss.http.port", "8001", secret(), SECRET);
  }

  @Test
  void ownHostsAreThoseOfThisMachine() {
    OwnHosts own = new OwnHosts();
    assertTrue(own.test("localhost") && own.test("127.0.0.1") && own.test("[::1]"));
    assertFalse(own.test("192.0.2.1") || own.test("no_such_host.invalid"));
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "x", "1", "\"a\"", "{", "{\"a\":1}", "{\"a\":null}", "{\"a\":\"http://a:1\"", "[1]", "[[\"http://a:1\"]]", "{}", "[]", "{\"a\":\"a:1\"}",
    "{\"a\":\"ftp://a:1\"}", "{\"a\":\"http://a:0\"}", "{\"a\":\"http://a:65536\"}", "{\"a\":\"http://a:1/path\"}", "{\"a\":\"http://a:1?x\"}",
    "{\"a\":\"http://u@a:1\"}", "{\"a\":\"http://:1\"}", "{\"a\":\"http://a b:1\"}", "{\"\":\"http://a:1\"}", "{\"a b\":\"http://a:1\"}",
    "{\"a\":\"http://a:1\",\"a\":\"http://b:1\"}", "{\"a\":\"http://a:1\",\"b\":\"https://A:1\"}", "[\"http://a:1\",\"http://a:1/\"]", "[\"http://a:1\"] x",
    "{\"a\":{\"b\":\"http://a:1\"}}"
  })
  void aListThatIsNoneIsOneMistakeOfItsKey(String list) {
    ConfigMistaken mistaken = assertThrows(ConfigMistaken.class, () -> load("RAFT_PEERS", list, "NODE_ID", "a", secret(), SECRET));
    assertEquals(1, mistaken.lines().size(), mistaken::getMessage);
    assertTrue(mistaken.lines().get(0).startsWith("RAFT_PEERS ") && !mistaken.lines().get(0).contains("\n"), mistaken::getMessage);
  }

  @Test
  void listsThatContradictEachOtherAreMistakes() {
    String a = "{\"a\":\"http://a:1\"}";
    one("CACHE_PEERS node a has the URL http://a:2 here and http://a:1 in another list", "NODE_ID", "a", "RAFT_PEERS", a, "CACHE_PEERS", "{\"a\":\"http://a:2\"}");
    one("QUEUE_NODES nodes a and b have the same address a:1", "NODE_ID", "a", "RAFT_PEERS", a, "QUEUE_NODES", "{\"b\":\"http://a:1\"}");
    one("RAFT_PEERS is missing: other nodes are listed, and without lock nodes they have no leader", "NODE_ID", "a", "QUEUE_NODES", a);
    one("NODE_ID is b, which no list has; they have [a]", "NODE_ID", "b", "RAFT_PEERS", a);
  }

  @Test
  void theSecretIsRequiredWithPeersAndNeverPrinted(@TempDir Path directory) throws Exception {
    one("dss.cluster.secret is missing: nodes with peers prove to each other that they know it", "NODE_ID", "n3", "RAFT_PEERS", THREE);
    one("dss.cluster.secret has 15 characters, at least 16 are allowed", "dss.cluster.secret", "x".repeat(15));
    Path file = Files.writeString(directory.resolve("secret"), SECRET + "\n");
    DssConfig config = load("NODE_ID", "n3", "RAFT_PEERS", THREE, "dss.cluster.secret-file", file.toString());
    assertEquals(SECRET, new String(config.secret().orElseThrow().bytes()));
    assertFalse(config.toString().contains(SECRET), config::toString);
    assertEquals(1, mistakes("dss.cluster.secret-file", directory.resolve("none").toString()).size());
    assertEquals(1, mistakes("dss.cluster.secret-file", file.toString(), "dss.cluster.secret", SECRET).size());
    Files.writeString(file, "short\n");
    assertEquals(1, mistakes("dss.cluster.secret-file", file.toString()).size());
  }

  @ParameterizedTest
  @CsvSource({"2500,2500", "2500ms,2500", "2.5s,2500", "2.5 s,2500", "1m,60000"})
  void durationsMayHaveAUnit(String text, long millis) {
    assertEquals(millis, load("dss.cluster.lease", text, "dss.cluster.removal-time", "10m").cluster().leaseMillis());
  }

  @ParameterizedTest
  @CsvSource({"2048,2048", "2KiB,2048", "0.5MiB,524288", " 1MiB ,1048576"})
  void sizesMayHaveAUnit(String text, int bytes) {
    assertEquals(bytes, load("dss.http.max-body", text).http().maxBodyBytes());
  }

  @Test
  void everyNumberIsHeldAgainstItsRangeAndItsForm() {
    for (Key key : Key.values()) {
      if (!key.type().isNumber()) continue;
      String[] range = key.range().orElseThrow().split(" to ");
      assertTrue(key.allows(Long.parseLong(range[0])) && key.allows(Long.parseLong(range[1])), key.property());
      String below = Long.toString(Long.parseLong(range[0]) - 1);
      String above = Long.toString(Long.parseLong(range[1]) + 1);
      for (String wrong : List.of(below, above, "x", "1.5", "1e3", "1 2", "0x10", "99999999999999999999", "5parsecs", "NaN", "-")) {
        List<String> lines = mistakes(key.property(), wrong);
        assertEquals(1, lines.size(), lines::toString);
        assertTrue(lines.get(0).startsWith(key.property() + " is "), lines::toString);
      }
    }
  }

  @Test
  void keysThatNeedEachOtherAreCheckedTogether() {
    one("dss.cluster.removal-time is 2749, at least 2750 (dss.cluster.lease of 2500 plus dss.cluster.margin of 10 %) is due", "dss.cluster.removal-time", "2749");
    assertEquals(2_750, load("dss.cluster.removal-time", "2750").cluster().removalTimeMillis());
    one("dss.cluster.lease is 1000, more than two dss.cluster.heartbeat of 500 is due", "dss.cluster.lease", "1000");
    one("dss.raft.election-timeout-min is 200, more than two dss.raft.heartbeat of 100 is due", "dss.raft.election-timeout-min", "200");
    one("dss.raft.election-timeout-max is 1000, more than dss.raft.election-timeout-min of 1000 is due", "dss.raft.election-timeout-max", "1000");
    one("dss.raft.max-uncommitted-bytes is 65536, at least dss.raft.max-batch-bytes of 1048576 is due", "dss.raft.max-uncommitted-bytes", "65536");
  }

  @Test
  void everyMistakeIsToldAtOnceOneLineEach() {
    List<String> lines =
        mistakes("NODE_ID", "a b", "RAFT_PEERS", "{", "dss.http.max-body", "x", "dss.raft.heartbeat", "1", "dss.htp.max-body", "1", "DSS_RAFT_HEARTBEET", "1");
    assertEquals(6, lines.size(), lines::toString);
    assertTrue(lines.contains("dss.htp.max-body is no key; the nearest is dss.http.max-body"), lines::toString);
    assertTrue(lines.contains("DSS_RAFT_HEARTBEET is no key; the nearest is DSS_RAFT_HEARTBEAT"), lines::toString);
    assertTrue(lines.stream().noneMatch(line -> line.contains("\n")), lines::toString);
  }

  @Test
  void aKnownKeyInItsEnvironmentFormIsNoMistake() {
    for (Key key : Key.values()) {
      if (key.environment().startsWith("DSS_")) load(key.environment(), "whatever the source makes of it");
    }
    assertEquals("DSS_RAFT_ELECTION_TIMEOUT_MIN", Key.RAFT_ELECTION_TIMEOUT_MIN.environment());
  }

  @Test
  void blankIsAsIfItWereNotGiven() {
    assertEquals(1 << 20, load("dss.http.max-body", " ", "RAFT_PEERS", "", "NODE_ID", "").http().maxBodyBytes());
  }

  private static String secret() {
    return "dss.cluster.secret";
  }

  private static DssConfig peers(String... pairs) {
    String[] more = new String[pairs.length + 2];
    System.arraycopy(pairs, 0, more, 0, pairs.length);
    more[pairs.length] = secret();
    more[pairs.length + 1] = SECRET;
    return load(more);
  }

  private static DssConfig load(String... pairs) {
    Map<String, String> values = new TreeMap<>();
    for (int at = 0; at < pairs.length; at += 2) values.put(pairs[at], pairs[at + 1]);
    return ConfigLoader.load(new MapConfig(values), host -> host.startsWith("me"));
  }

  private static List<String> mistakes(String... pairs) {
    return assertThrows(ConfigMistaken.class, () -> load(pairs)).lines();
  }

  private static void one(String line, String... pairs) {
    assertEquals(List.of(line), mistakes(pairs));
  }
}
