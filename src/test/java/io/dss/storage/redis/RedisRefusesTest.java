package io.dss.storage.redis;

import static io.dss.storage.redis.StoreOnServer.CLUSTER;
import static io.dss.storage.redis.StoreOnServer.FENCE;
import static io.dss.storage.redis.StoreOnServer.LATER;
import static io.dss.storage.redis.StoreOnServer.keep;
import static io.dss.storage.redis.StoreOnServer.refused;
import static io.dss.storage.redis.StoreOnServer.unreachable;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.kernel.ClusterId;
import io.dss.queue.Effect;
import io.dss.queue.Fence;
import io.dss.redis.RedisCluster;
import io.dss.redis.RedisServer;
import io.dss.spi.MessageStore.Appended;
import io.dss.spi.MessageStore.Appended.Already;
import io.dss.spi.MessageStore.Appended.Applied;
import io.dss.spi.MessageStore.Claimed.Granted;
import io.dss.spi.StoredTopic;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A Redis that is there and does not take what it is sent: nothing is changed then. */
class RedisRefusesTest {
  private static final byte[] KILOBYTE = new byte[1_024];
  /** Twice what a replica on a busy machine may take to acknowledge. */
  private static final int REPLICA_MILLIS = 3_000;

  @Test
  void aFullServerRefusesMessagesAndTakesEverythingElse() {
    try (RedisServer server = RedisServer.start("maxmemory 4mb"); StoreOnServer on = new StoreOnServer(server.url())) {
      StoredTopic orders = on.filled("orders", 1);
      long number = 2;
      Appended answer = orders.append(number, new Effect.Keep(number, KILOBYTE, KILOBYTE));
      while (answer instanceof Applied) answer = orders.append(++number, new Effect.Keep(number, KILOBYTE, KILOBYTE));
      assertEquals(new Appended.Full("maxmemory of Redis, 4194304 bytes", false), answer);

      // Well over the limit: at it, a buffer that Redis frees could make room for one more.
      server.command("CONFIG", "SET", "maxmemory", "2mb");
      StoredTopic.Content before = orders.content();
      assertInstanceOf(Appended.Full.class, orders.append(number, new Effect.Forget(1), keep(number), new Effect.Note("n", KILOBYTE)));
      before.assertSame(orders.content());

      assertEquals(new Applied(), orders.append(number, new Effect.Change(2, KILOBYTE), new Effect.Note("n", KILOBYTE), new Effect.Forget(1)));
      assertEquals(new Granted(number), new StoredTopic(on.store, "orders", LATER).claim());
      StoredTopic fresh = on.topic("fresh");
      assertEquals(new Granted(0), fresh.claim());
      assertEquals(new Applied(), fresh.append(1, new Effect.Note("settings", KILOBYTE)));
      assertEquals(List.of("fresh", "orders"), StoredTopic.done(on.store.topics(Optional.empty(), 10)));

      StoredTopic later = new StoredTopic(on.store, "orders", LATER);
      Effect[] all = later.sequences().stream().map(Effect.Forget::new).toArray(Effect[]::new);
      assertEquals(new Applied(), later.append(number + 1, all));
      RedisCluster.await("there is room again", () -> later.append(number(later) + 1, keep(7_000 + number(later))) instanceof Applied);
    }
  }

  private static long number(StoredTopic topic) {
    return ((Granted) topic.claim()).number();
  }

  @Test
  void aServerThatBecameAReplicaIsUnreachableUntilItIsAMasterAgain() {
    try (RedisServer server = RedisServer.start(); RedisServer other = RedisServer.start(); StoreOnServer on = new StoreOnServer(server.url())) {
      StoredTopic orders = on.filled("orders", 1);
      server.command("CLIENT", "KILL", "TYPE", "normal");
      // A replica of a master that does not answer keeps what it has.
      other.pause();
      server.command("REPLICAOF", "127.0.0.1", Integer.toString(other.port()));
      assertTrue(unreachable(on.store.append("orders", FENCE, 2, List.of(keep(2)))).contains("is a replica"));
      server.command("REPLICAOF", "NO", "ONE");
      assertEquals(new Applied(), orders.append(2, keep(2)));
    }
  }

  @Test
  void aConnectionThatOutlivesItsMastersDemotionIsFoundOut() {
    try (RedisServer server = RedisServer.start(); RedisServer other = RedisServer.start(); StoreOnServer on = new StoreOnServer(server.url())) {
      on.filled("orders", 1);
      other.pause();
      server.command("REPLICAOF", "127.0.0.1", Integer.toString(other.port()));
      assertTrue(unreachable(on.store.append("orders", FENCE, 2, List.of(keep(2)))).contains("READONLY"));
      assertTrue(unreachable(on.store.read("orders", List.of(1L))).contains("is a replica"));
    }
  }

  @Test
  void aServerWithTooFewReplicasIsUnreachable() {
    try (RedisServer server = RedisServer.start(); StoreOnServer on = new StoreOnServer(server.url())) {
      StoredTopic orders = on.filled("orders", 1);
      server.command("CONFIG", "SET", "min-replicas-to-write", "1");
      assertTrue(unreachable(on.store.append("orders", FENCE, 2, List.of(keep(2), new Effect.Forget(1)))).contains("NOREPLICAS"));
      assertEquals(List.of(1L), orders.sequences());
      server.command("CONFIG", "SET", "min-replicas-to-write", "0");
      assertEquals(new Applied(), orders.append(2, keep(2)));
    }
  }

  @Test
  void aServerThatCannotWriteItsDiskIsUnreachable() throws Exception {
    try (RedisServer server = RedisServer.start("appendonly no", "save 900 1", "enable-protected-configs yes"); StoreOnServer on = new StoreOnServer(server.url())) {
      StoredTopic orders = on.filled("orders", 1);
      Path gone = Files.createDirectory(server.directory().resolve("gone"));
      server.command("CONFIG", "SET", "dir", gone.toString());
      Files.delete(gone);
      server.command("BGSAVE");
      RedisCluster.await("saving has failed", () -> server.info("rdb_last_bgsave_status").equals("err"));
      assertTrue(unreachable(on.store.append("orders", FENCE, 2, List.of(new Effect.Forget(1)))).contains("MISCONF"));
      assertEquals(List.of(1L), orders.sequences());
    }
  }

  @Test
  void aBatchWaitsForItsReplicas() {
    try (RedisServer server = RedisServer.start(); RedisServer replica = RedisServer.start("replicaof 127.0.0.1 " + server.port());
        StoreOnServer on = new StoreOnServer(StoreOnServer.settings(server.url()).withTimeouts(REPLICA_MILLIS, REPLICA_MILLIS).withWaitReplicas(1))) {
      RedisCluster.await("the replica is in step", () -> replica.info("master_link_status").equals("up"));
      StoredTopic orders = on.filled("orders", 1);
      replica.pause();
      assertTrue(unreachable(on.store.append("orders", FENCE, 2, List.of(keep(2)))).contains("0 of 1 replicas"));
      // Another connection has written nothing, and still waits for what was written before it.
      server.command("CLIENT", "KILL", "TYPE", "normal");
      assertTrue(unreachable(on.store.append("orders", FENCE, 2, List.of(keep(2)))).contains("0 of 1 replicas"));
      assertTrue(unreachable(on.store.claim("orders", LATER)).contains("0 of 1 replicas"));
      replica.resume();
      RedisCluster.await("the replica has it", () -> replica.command("HGET", "dss:{orders}:meta", "fence").equals("1.5.2"));
      assertEquals(new Granted(2), new StoredTopic(on.store, "orders", LATER).claim());
      assertEquals(new Already(), new StoredTopic(on.store, "orders", LATER).append(2, keep(2)));
    }
  }

  @Test
  void aTopicOfAnotherClusterIsRefusedByBothNamesUntilItIsAdopted() {
    Fence strange = new Fence(new ClusterId("fedcba9876543210fedcba9876543210"), 0, 1, 1);
    try (RedisServer server = RedisServer.start(); StoreOnServer on = new StoreOnServer(server.url());
        StoreOnServer adopting = new StoreOnServer(StoreOnServer.settings(server.url()).withAdopt(true))) {
      StoredTopic orders = on.filled("orders", 2);
      String words = refused(on.store.claim("orders", strange));
      assertTrue(words.contains(CLUSTER.value()) && words.contains(strange.cluster().value()) && words.contains("dss.redis.adopt=true"), words);
      refused(adopting.store.append("orders", strange, 3, List.of(keep(3))));

      StoredTopic adopted = new StoredTopic(adopting.store, "orders", strange);
      assertEquals(new Granted(2), adopted.claim());
      assertEquals(List.of(1L, 2L), adopted.sequences());
      assertEquals(new Applied(), adopted.append(3, keep(3)));
      refused(on.store.append("orders", FENCE, 3, List.of(keep(3))));
      refused(on.store.claim("orders", LATER));
      assertEquals(List.of(), StoredTopic.done(on.store.topics(Optional.empty(), 5)), "its owner lists its own only");
      assertEquals(3, orders.bodies(1L, 2L, 3L).size());
    }
  }

  @Test
  void aKeyThatHoldsSomethingElseIsRefusedAndNothingIsChanged() {
    try (RedisServer server = RedisServer.start(); StoreOnServer on = new StoreOnServer(server.url())) {
      StoredTopic orders = on.filled("orders", 1);
      server.command("SET", "dss:{orders}:notes", "mine");
      assertTrue(refused(on.store.append("orders", FENCE, 2, List.of(keep(2), new Effect.Note("n", KILOBYTE)))).contains("did not write"));
      assertEquals("1", server.command("HGET", "dss:{orders}:meta", "number"));
      assertEquals(1L, server.command("HLEN", "dss:{orders}:env"));
      server.command("DEL", "dss:{orders}:notes");
      assertEquals(new Applied(), orders.append(2, keep(2)));
    }
  }

  @Test
  void aHashThatHoldsSomethingElseIsRefusedAndNothingIsChanged() {
    try (RedisServer server = RedisServer.start(); StoreOnServer on = new StoreOnServer(server.url())) {
      on.filled("orders", 1);
      server.command("HSET", "dss:{orders}:env", "x", "mine");
      assertTrue(refused(on.store.load("orders", FENCE, Optional.empty())).contains("did not write"));
      server.command("HSET", "dss:{orders}:meta", "cluster", "mine", "fence", "yours");
      assertTrue(refused(on.store.append("orders", FENCE, 2, List.of(keep(2)))).contains("did not write"));
      assertTrue(refused(on.store.claim("orders", FENCE)).contains("did not write"));
      assertTrue(refused(on.store.load("orders", FENCE, Optional.empty())).contains("did not write"));
      server.command("HSET", "dss:{orders}:meta", "cluster", CLUSTER.value(), "fence", "9.9");
      assertTrue(refused(on.store.claim("orders", FENCE)).contains("did not write"));
      server.command("HDEL", "dss:{orders}:meta", "number", "fence");
      assertTrue(refused(on.store.append("orders", FENCE, 2, List.of(keep(2)))).contains("did not write"));
      assertTrue(refused(on.store.claim("orders", FENCE)).contains("did not write"));
      server.command("HSET", "dss:{orders}:meta", "fence", "1.5.1");
      assertTrue(refused(on.store.append("orders", FENCE, 2, List.of(keep(2)))).contains("did not write"));
      assertEquals(1L, server.command("HLEN", "dss:{orders}:body"));
    }
  }

  @Test
  void aClaimThatIsNeverUsedLeavesOneKeyThatExpires() {
    try (RedisServer server = RedisServer.start(); StoreOnServer on = new StoreOnServer(server.url())) {
      StoredTopic orders = on.topic("orders");
      orders.claim();
      assertEquals(List.of("dss:{orders}:meta"), server.command("KEYS", "*"));
      long left = (Long) server.command("PTTL", "dss:{orders}:meta");
      assertTrue(left > Writing.UNUSED_CLAIM_MILLIS - 60_000 && left <= Writing.UNUSED_CLAIM_MILLIS, "expires in " + left);
      orders.append(1, List.of());
      assertEquals(-1L, server.command("PTTL", "dss:{orders}:meta"));
      orders.claim();
      assertEquals(-1L, server.command("PTTL", "dss:{orders}:meta"));
    }
  }

  @Test
  void aClaimThatExpiredUnusedStillTakesItsFirstBatch() {
    try (RedisServer server = RedisServer.start(); StoreOnServer on = new StoreOnServer(server.url())) {
      StoredTopic orders = on.topic("orders");
      orders.claim();
      server.command("DEL", "dss:{orders}:meta");
      assertEquals(new Applied(), orders.append(1, keep(1)));
      assertEquals(new Applied(), orders.append(2, keep(2)));
      assertEquals(new io.dss.spi.MessageStore.Claimed.Fenced(FENCE), new StoredTopic(on.store, "orders", new Fence(CLUSTER, 1, 4, 1)).claim());
    }
  }
}
