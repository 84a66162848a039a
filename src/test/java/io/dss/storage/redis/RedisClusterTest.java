package io.dss.storage.redis;

import static io.dss.storage.redis.StoreOnServer.FENCE;
import static io.dss.storage.redis.StoreOnServer.LATER;
import static io.dss.storage.redis.StoreOnServer.keep;
import static io.dss.storage.redis.StoreOnServer.unreachable;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.queue.Effect;
import io.dss.redis.RedisCluster;
import io.dss.redis.RedisServer;
import io.dss.spi.MessageStore.Appended.Already;
import io.dss.spi.MessageStore.Appended.Applied;
import io.dss.spi.MessageStore.Claimed.Granted;
import io.dss.spi.StoredTopic;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A real cluster of three masters. */
class RedisClusterTest {
  private static RedisCluster cluster;
  private StoreOnServer on;

  @BeforeAll
  static void start() {
    cluster = RedisCluster.start();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @BeforeEach
  void empty() {
    cluster.masters().forEach(master -> master.command("FLUSHALL"));
    on = new StoreOnServer(cluster.url());
  }

  @AfterEach
  void close() {
    on.close();
  }

  @Test
  void topicsAreSpreadOverTheMastersAndListedTogether() {
    List<String> names = IntStream.range(10, 40).mapToObj(i -> "topic-{" + i + "}").toList();
    for (String name : names) assertEquals(List.of(1L, 2L), on.filled(name, 2).sequences());
    assertEquals(names, StoredTopic.done(on.store.topics(Optional.empty(), 100)));
    TreeSet<String> sizes = new TreeSet<>();
    for (RedisServer master : cluster.masters()) sizes.add(master.command("DBSIZE").toString());
    assertTrue(!sizes.contains("0"), "a master without a key: " + sizes);
    for (String name : names) assertEquals(2, on.topic(name).bodies(1L, 2L).size());
  }

  @Test
  void aSlotThatMovesAwayIsFollowedWhileItMovesAndAfterwards() {
    String meta = Keys.text(Keys.of("orders").meta());
    RedisServer from = cluster.masterOf(meta);
    RedisServer to = cluster.masters().stream().filter(master -> master != from).findFirst().orElseThrow();
    String slot = from.command("CLUSTER", "KEYSLOT", meta).toString();
    StoredTopic orders = on.filled("orders", 2);
    // With a note all four keys are there. Of a key that is nowhere the server to which the slot moves cannot know that it is not still to come.
    orders.append(3, new Effect.Note("settings", new byte[1]));

    to.command("CLUSTER", "SETSLOT", slot, "IMPORTING", RedisCluster.id(from));
    from.command("CLUSTER", "SETSLOT", slot, "MIGRATING", RedisCluster.id(to));
    for (Object key : (List<?>) from.command("CLUSTER", "GETKEYSINSLOT", slot, "100")) {
      from.command("MIGRATE", "127.0.0.1", Integer.toString(to.port()), key.toString(), "0", "5000");
    }
    assertEquals(new Applied(), orders.append(4, keep(3)), "all keys are there, the slot is not yet: ASK");
    to.command("CLUSTER", "SETSLOT", slot, "NODE", RedisCluster.id(to));
    from.command("CLUSTER", "SETSLOT", slot, "NODE", RedisCluster.id(to));
    assertEquals(new Applied(), orders.append(5, keep(4)), "the slot is there: MOVED");
    assertEquals(List.of(1L, 2L, 3L, 4L), orders.sequences());

    to.command("FLUSHALL");
    for (RedisServer master : cluster.masters()) master.command("CLUSTER", "SETSLOT", slot, "NODE", RedisCluster.id(from));
  }

  @Test
  void aHalfMovedTopicIsUnreachableAndNothingOfItIsChanged() {
    String meta = Keys.text(Keys.of("halved").meta());
    RedisServer from = cluster.masterOf(meta);
    RedisServer to = cluster.masters().stream().filter(master -> master != from).findFirst().orElseThrow();
    String slot = from.command("CLUSTER", "KEYSLOT", meta).toString();
    StoredTopic halved = on.filled("halved", 2);
    to.command("CLUSTER", "SETSLOT", slot, "IMPORTING", RedisCluster.id(from));
    from.command("CLUSTER", "SETSLOT", slot, "MIGRATING", RedisCluster.id(to));
    from.command("MIGRATE", "127.0.0.1", Integer.toString(to.port()), meta, "0", "5000");
    assertTrue(unreachable(on.store.append("halved", FENCE, 3, List.of(keep(3)))).contains("TRYAGAIN"));
    moveBack(slot, meta, from, to);
    assertEquals(List.of(1L, 2L), halved.sequences());
    assertEquals(new Applied(), halved.append(3, keep(3)));
  }

  /** The key that had gone ahead returns, and the slot stays where it was. */
  private static void moveBack(String slot, String key, RedisServer from, RedisServer to) {
    from.command("CLUSTER", "SETSLOT", slot, "STABLE");
    to.command("MIGRATE", "127.0.0.1", Integer.toString(from.port()), key, "0", "5000");
    to.command("CLUSTER", "SETSLOT", slot, "STABLE");
  }

  @Test
  void aDeadMasterTakesOnlyItsOwnTopicsAndComesBack() {
    RedisServer dead = cluster.masterOf(Keys.text(Keys.of("orders").meta()));
    String elsewhere = IntStream.range(0, 100).mapToObj(i -> "topic " + i)
        .filter(name -> cluster.masterOf(Keys.text(Keys.of(name).meta())) != dead).findFirst().orElseThrow();
    StoredTopic orders = on.filled("orders", 1);
    StoredTopic others = on.filled(elsewhere, 1);
    dead.kill();
    unreachable(on.store.append("orders", FENCE, 2, List.of(keep(2))));
    assertEquals(new Applied(), others.append(2, keep(2)));
    dead.restart();
    RedisCluster.await("the cluster is whole", () -> cluster.masters().stream().allMatch(RedisCluster::complete));
    assertEquals(new Already(), orders.append(1, keep(1)));
    assertEquals(new Applied(), orders.append(2, keep(2)));
    assertEquals(new Granted(2), new StoredTopic(on.store, "orders", LATER).claim());
  }

  @Test
  void aClusterOfWhichNoNamedNodeAnswersIsUnreachable() {
    RedisServer gone = RedisServer.start();
    gone.close();
    try (StoreOnServer none = new StoreOnServer("redis-cluster://127.0.0.1:" + gone.port())) {
      unreachable(none.store.claim("orders", FENCE));
      unreachable(none.store.claim("orders", FENCE));
    }
  }
}
