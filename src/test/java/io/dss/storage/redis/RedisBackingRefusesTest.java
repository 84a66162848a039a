package io.dss.storage.redis;

import static io.dss.spi.StoredTopic.done;
import static io.dss.storage.redis.BackingOnServer.BUCKET;
import static io.dss.storage.redis.BackingOnServer.FIRST;
import static io.dss.storage.redis.BackingOnServer.SECOND;
import static io.dss.storage.redis.BackingOnServer.item;
import static io.dss.storage.redis.BackingOnServer.redisKey;
import static io.dss.storage.redis.BackingOnServer.refused;
import static io.dss.storage.redis.BackingOnServer.tombstone;
import static io.dss.storage.redis.BackingOnServer.unreachable;
import static io.dss.storage.redis.BackingOnServer.value;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.cache.Entry;
import io.dss.kernel.ClusterId;
import io.dss.redis.RedisCluster;
import io.dss.redis.RedisServer;
import io.dss.spi.BackingStore.Fencing;
import io.dss.spi.BackingStore.Item;
import io.dss.spi.BackingStore.Writing;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A Redis that is there and does not take what main memory is sent: nothing is changed then. */
class RedisBackingRefusesTest {
  /** Twice what a replica on a busy machine may take to acknowledge. */
  private static final int REPLICA_MILLIS = 3_000;
  private static final String LARGE = "x".repeat(10_000);
  private static final Writing.Full FULL = new Writing.Full("maxmemory of Redis, 2097152 bytes", false);

  private RedisServer server;
  private BackingOnServer on;

  @BeforeEach
  void start() {
    server = RedisServer.start();
    on = new BackingOnServer(server.url());
  }

  @AfterEach
  void stop() {
    on.close();
    server.close();
  }

  private void fill(long keepMillis) {
    List<Item> items = IntStream.range(0, 250).mapToObj(i -> new Item("key " + i, value(1, LARGE), keepMillis)).toList();
    assertEquals(new Writing.Stored(), done(on.store.write(BUCKET, FIRST, items)));
    server.command("CONFIG", "SET", "maxmemory", "2mb");
  }

  @Test
  void aFullServerRefusesValuesNamingItsLimitAndTakesEverythingElse() {
    fill(Entry.NEVER);
    assertEquals(FULL, on.write(item("key 0", value(2, "2")), item("key 1", tombstone(2))));
    assertEquals(1, on.counter("key 0"));
    assertEquals(1, on.counter("key 1"));
    assertEquals(new Fencing.Raised(), done(on.store.fence(BUCKET, SECOND)));
    assertEquals(new Fencing.Raised(), done(on.store.fence(BUCKET + 1, FIRST)));
    assertEquals(new Writing.Fenced(SECOND), on.write(item("key 0", value(2, "2"))), "a fence comes before a want of memory");
    assertEquals(250, on.keys().size());
    Item[] ends = IntStream.range(0, 250).mapToObj(i -> item("key " + i, tombstone(2))).toArray(Item[]::new);
    assertEquals(new Writing.Stored(), done(on.writing(SECOND, ends)), "the end of values makes room");
    RedisCluster.await("there is room again", () -> done(on.writing(SECOND, item("key 0", value(3, "3")))) instanceof Writing.Stored);
  }

  @Test
  void whatNeedNotBeKeptAnyLongerMakesRoomInAFullServer() {
    fill(60_000);
    assertEquals(FULL, on.write(item("new", value(1, "1"))));
    due();
    RedisCluster.await("there is room again", () -> on.write(item("new", value(1, "1"))) instanceof Writing.Stored);
    assertEquals(0, on.counter("key 0"));
  }

  @Test
  void bucketsThatNobodyWritesToMakeRoomInTime() {
    fill(60_000);
    due();
    RedisCluster.await("there is room again", () -> done(on.store.write(BUCKET + 5, FIRST, List.of(item("new", value(1, "1"))))) instanceof Writing.Stored);
  }

  /** As if all that need not be kept for ever need not be kept any longer. */
  private void due() {
    Object limit = ((List<?>) server.command("CONFIG", "GET", "maxmemory")).get(1);
    server.command("CONFIG", "SET", "maxmemory", "0");
    for (Object key : (List<?>) server.command("ZRANGE", redisKey("drops"), "0", "-1")) server.command("ZADD", redisKey("drops"), "1", key.toString());
    server.command("CONFIG", "SET", "maxmemory", limit.toString());
  }

  @Test
  void aTombstoneGoesNotBeforeItsTimeAndThenWithAllThatIsOfIt() {
    long before = System.currentTimeMillis();
    on.write(new Item("ended", tombstone(1), 600_000), new Item("kept", tombstone(1), 600_000), item("value", value(1, "1")));
    double due = Double.parseDouble(server.command("ZSCORE", redisKey("drops"), "ended").toString());
    assertTrue(due >= before + 600_000, "due in " + (due - before));
    assertTrue(due <= System.currentTimeMillis() + 600_000 + BucketWrites.KEEP_SLACK_MILLIS, "due in " + (due - before));
    server.command("ZADD", redisKey("drops"), Long.toString(System.currentTimeMillis() + 60_000), "kept");
    server.command("ZADD", redisKey("drops"), Long.toString(before), "ended");
    assertEquals(1, on.counter("ended"));
    on.write(item("any other", value(1, "1")));
    assertEquals(List.of(0L, 1L, 1L), List.of(on.counter("ended"), on.counter("kept"), on.counter("value")));
    for (String part : List.of("heads", "entries")) assertEquals(0L, server.command("HEXISTS", redisKey(part), "ended"));
    assertEquals(List.of("kept"), server.command("ZRANGE", redisKey("drops"), "0", "-1"));
  }

  @Test
  void aKeyThatIsWrittenAgainIsKeptAsLongAsTheLatestWriteSays() {
    on.write(new Item("k", tombstone(1), 600_000));
    on.write(item("k", value(2, "2")));
    assertEquals(0L, server.command("ZCARD", redisKey("drops")));
    on.write(new Item("k", tombstone(1), 1));
    assertEquals(0L, server.command("ZCARD", redisKey("drops")), "an older write says nothing");
    on.write(new Item("k", value(3, "3"), Long.MAX_VALUE - 1));
    assertTrue(Double.parseDouble(server.command("ZSCORE", redisKey("drops"), "k").toString()) > 9e18);
  }

  @Test
  void aSweepFallsBehindNoStreamOfWrites() {
    Item[] items = IntStream.range(0, 5_000).mapToObj(i -> new Item("key " + i, tombstone(1), 1)).toArray(Item[]::new);
    on.write(items);
    due();
    int writes = 0;
    for (long left = 5_000; left > 0; left = (Long) server.command("ZCARD", redisKey("drops"))) {
      on.write(item("k", value(++writes, "1")));
      assertTrue(writes <= 5_000 / BucketWrites.SWEPT_MORE, () -> "still some due");
    }
    assertEquals(1L, server.command("HLEN", redisKey("entries")));
  }

  @Test
  void aServerThatBecameAReplicaIsUnreachableUntilItIsAMasterAgain() {
    try (RedisServer other = RedisServer.start()) {
      on.write(item("k", value(1, "1")));
      other.pause();
      server.command("REPLICAOF", "127.0.0.1", Integer.toString(other.port()));
      assertTrue(unreachable(on.writing(FIRST, item("k", value(2, "2")))).contains("READONLY"));
      assertTrue(unreachable(on.store.fence(BUCKET, FIRST)).contains("is a replica"));
      assertTrue(unreachable(on.store.read(BUCKET, List.of("k"))).contains("is a replica"));
      assertTrue(unreachable(on.store.keys(BUCKET, Optional.empty(), 10)).contains("is a replica"));
      server.command("REPLICAOF", "NO", "ONE");
      assertEquals(1, on.counter("k"));
      assertEquals(new Writing.Stored(), on.write(item("k", value(2, "2"))));
    }
  }

  @Test
  void aServerWithTooFewReplicasIsUnreachableAndChangesNothing() {
    on.write(item("k", value(1, "1")));
    server.command("CONFIG", "SET", "min-replicas-to-write", "1");
    assertTrue(unreachable(on.writing(FIRST, item("k", value(2, "2")))).contains("NOREPLICAS"));
    assertEquals(1, on.counter("k"));
  }

  @Test
  void writesAndFencesWaitForTheirReplicas() {
    RedisSettings settings = StoreOnServer.settings(server.url()).withTimeouts(REPLICA_MILLIS, REPLICA_MILLIS).withWaitReplicas(1);
    try (RedisServer replica = RedisServer.start("replicaof 127.0.0.1 " + server.port()); BackingOnServer waits = new BackingOnServer(settings, StoreOnServer.CLUSTER)) {
      RedisCluster.await("the replica is in step", () -> replica.info("master_link_status").equals("up"));
      assertEquals(new Writing.Stored(), waits.write(item("k", value(1, "1"))));
      assertEquals("1", replica.command("HLEN", redisKey("entries")).toString());
      replica.pause();
      for (int again = 0; again < 2; again++) assertTrue(unreachable(waits.writing(FIRST, item("k", value(2, "2")))).contains("0 of 1 replicas"));
      for (int again = 0; again < 2; again++) assertTrue(unreachable(waits.store.fence(BUCKET, FIRST)).contains("0 of 1 replicas"));
      replica.resume();
      RedisCluster.await("the replica has it", () -> done(waits.store.fence(BUCKET, FIRST)) instanceof Fencing.Raised);
    }
  }

  @Test
  void aServerThatEvictsIsRefused() {
    server.command("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");
    assertTrue(refused(on.writing(FIRST, item("k", value(1, "1")))).contains("maxmemory-policy noeviction"));
    refused(on.store.read(BUCKET, List.of("k")));
  }

  @Test
  void aKeyThatHoldsSomethingElseIsRefusedAndNothingIsChanged() {
    for (String part : List.of("heads", "entries", "drops")) {
      server.command("FLUSHALL");
      server.command("SET", redisKey(part), "mine");
      assertTrue(refused(on.writing(FIRST, new Item("k", value(1, "1"), 5))).contains("did not write"), part);
      assertEquals(1L, server.command("DBSIZE"), part);
    }
  }

  @Test
  void formsThatAreNoneAreRefusedAndNothingIsChanged() {
    on.write(item("k", value(1, "1")));
    server.command("HSET", redisKey("entries"), "k", "mine");
    assertTrue(refused(on.store.read(BUCKET, List.of("k"))).contains("did not write"));
    server.command("HSET", redisKey("heads"), "l", "mine");
    assertTrue(refused(on.writing(FIRST, item("k", value(2, "2")), item("l", value(2, "2")))).contains("did not write"));
    assertEquals(0L, server.command("HEXISTS", redisKey("entries"), "l"));
    for (String wrong : List.of("mine", "x".repeat(32))) {
      server.command("HSET", redisKey("meta"), "epoch", wrong);
      assertTrue(refused(on.writing(FIRST, item("m", value(2, "2")))).contains("did not write"));
      assertTrue(refused(on.store.fence(BUCKET, FIRST)).contains("did not write"));
    }
    assertEquals(1L, server.command("HLEN", redisKey("entries")));
  }

  @Test
  void clustersThatShareARedisHaveAMainMemoryEach() {
    try (BackingOnServer other = new BackingOnServer(StoreOnServer.settings(server.url()), new ClusterId("fedcba9876543210fedcba9876543210"))) {
      done(on.store.fence(BUCKET, SECOND));
      done(on.writing(SECOND, item("k", value(9, "9"))));
      assertEquals(new Fencing.Raised(), done(other.store.fence(BUCKET, FIRST)));
      assertEquals(0, other.counter("k"));
      assertInstanceOf(Writing.Stored.class, other.write(item("k", value(1, "1"))));
      assertEquals(List.of(9L, 1L), List.of(on.counter("k"), other.counter("k")));
    }
  }

  @Test
  void bucketsAreSpreadOverTheMastersOfACluster() {
    try (RedisCluster cluster = RedisCluster.start(); BackingOnServer spread = new BackingOnServer(cluster.url())) {
      for (int bucket = 0; bucket < 30; bucket++) {
        assertEquals(new Fencing.Raised(), done(spread.store.fence(bucket, FIRST)));
        assertEquals(new Writing.Stored(), done(spread.store.write(bucket, FIRST, List.of(new Item("k", value(1 + bucket, "1"), 600_000)))));
      }
      for (int bucket = 0; bucket < 30; bucket++) {
        assertEquals(1 + bucket, done(spread.store.read(bucket, List.of("k"))).get(0).version().counter());
        assertEquals(List.of("k"), done(spread.store.keys(bucket, Optional.empty(), 10)).keys());
      }
      for (RedisServer master : cluster.masters()) assertTrue((Long) master.command("DBSIZE") > 0, "a master without a key");
    }
  }
}
