package io.dss.storage.redis;

import static io.dss.storage.redis.StoreOnServer.FENCE;
import static io.dss.storage.redis.StoreOnServer.keep;
import static io.dss.storage.redis.StoreOnServer.refused;
import static io.dss.storage.redis.StoreOnServer.settings;
import static io.dss.storage.redis.StoreOnServer.unreachable;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.redis.RedisServer;
import io.dss.spi.MessageStore.Appended.Applied;
import io.dss.spi.StoredTopic;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the store says to how a real server is configured, and how it gets in. */
class RedisConfiguredTest {
  @Test
  void aPolicyThatEvictsIsRefusedUntilItIsChanged() {
    try (RedisServer server = RedisServer.start("maxmemory 100mb", "maxmemory-policy allkeys-lru"); StoreOnServer on = new StoreOnServer(server.url())) {
      String words = refused(on.store.claim("orders", FENCE));
      assertTrue(words.contains("allkeys-lru") && words.contains("set maxmemory-policy noeviction"), words);
      refused(on.store.append("orders", FENCE, 1, List.of(keep(1))));
      refused(on.store.load("orders", FENCE, Optional.empty()));
      refused(on.store.read("orders", List.of(1L)));
      refused(on.store.topics(Optional.empty(), 1));
      assertEquals(List.of(words), on.alarms);
      assertEquals(0L, server.command("DBSIZE"));
      server.command("CONFIG", "SET", "maxmemory-policy", "noeviction");
      on.forward(Inspection.LOOK_AGAIN_MILLIS);
      on.filled("orders", 1);
    }
  }

  @Test
  void aPolicyThatIsChangedToEvictingIsFoundOut() {
    try (RedisServer server = RedisServer.start(); StoreOnServer on = new StoreOnServer(server.url())) {
      on.filled("orders", 1);
      server.command("CONFIG", "SET", "maxmemory-policy", "allkeys-random");
      on.forward(Inspection.LOOK_MILLIS);
      assertTrue(refused(on.store.append("orders", FENCE, 2, List.of(keep(2)))).contains("allkeys-random"));
    }
  }

  @Test
  void aServerThatRestartsWithAnotherConfigurationIsLookedAtAnew() {
    try (RedisServer server = RedisServer.start(); StoreOnServer on = new StoreOnServer(server.url())) {
      on.filled("orders", 1);
      server.command("CONFIG", "SET", "maxmemory-policy", "allkeys-random");
      server.command("CONFIG", "REWRITE");
      server.kill();
      server.relaunch();
      assertTrue(refused(on.store.append("orders", FENCE, 2, List.of(keep(2)))).contains("allkeys-random"));
    }
  }

  @Test
  void aPolicyThatEvictsWhatExpiresIsNoDanger() {
    try (RedisServer server = RedisServer.start("maxmemory 100mb", "maxmemory-policy volatile-lru"); StoreOnServer on = new StoreOnServer(server.url())) {
      on.filled("orders", 1);
      assertEquals(List.of(), on.alarms);
    }
  }

  @Test
  void aServerThatSyncsAlwaysRaisesNoAlarm() {
    assertEquals(List.of(), alarms());
  }

  @Test
  void aServerThatMayLoseMessagesRaisesOneAlarmThatSaysWhich() {
    alarmsOnce("since its last RDB file", "appendonly no");
    alarmsOnce("in the last second", "appendfsync everysec");
    alarmsOnce("appendfsync is no", "appendfsync no");
    alarmsOnce("while the AOF is rewritten", "no-appendfsync-on-rewrite yes");
    alarmsOnce("CONFIG is forbidden", "rename-command CONFIG \"\"");
  }

  private static void alarmsOnce(String words, String... configuration) {
    List<String> alarms = alarms(configuration);
    assertEquals(1, alarms.size(), alarms.toString());
    assertTrue(alarms.get(0).contains(words), alarms.get(0));
  }

  private static List<String> alarms(String... configuration) {
    try (RedisServer server = RedisServer.start(configuration); StoreOnServer on = new StoreOnServer(server.url())) {
      on.filled("orders", 3);
      on.forward(Inspection.LOOK_MILLIS);
      on.filled("orders", 1);
      return List.copyOf(on.alarms);
    }
  }

  @Test
  void aPasswordIsNeededAndNeverShown() {
    try (RedisServer server = RedisServer.start("requirepass s3:cr@t"); StoreOnServer with = on(":s3%3Acr%40t@", server);
        StoreOnServer wrong = on(":wr0ng@", server); StoreOnServer without = on("", server)) {
      with.filled("orders", 1);
      String words = unreachable(wrong.store.claim("orders", FENCE));
      assertTrue(words.contains("WRONGPASS") && !words.contains("wr0ng"), words);
      assertTrue(unreachable(without.store.claim("orders", FENCE)).contains("NOAUTH"));
    }
  }

  private static StoreOnServer on(String credentials, RedisServer server) {
    return new StoreOnServer(settings("redis://" + credentials + "127.0.0.1:" + server.port()));
  }

  @Test
  void aUserWithTheLeastRightsIsEnough() {
    String rights = "user dss on >secret ~dss:* resetchannels -@all +@hash +@sortedset +@scripting +expire +pexpire +persist +ping +info +wait +select +client|setname";
    try (RedisServer server = RedisServer.start(rights); StoreOnServer on = on("dss:secret@", server)) {
      StoredTopic orders = on.filled("orders", 2);
      assertEquals(List.of(1L, 2L), orders.sequences());
      assertEquals(2, orders.bodies(1L, 2L).size());
      assertEquals(List.of("orders"), StoredTopic.done(on.store.topics(Optional.empty(), 5)));
    }
  }

  @Test
  void databasesAreApart() {
    try (RedisServer server = RedisServer.start(); StoreOnServer three = new StoreOnServer(server.url() + "/3"); StoreOnServer zero = new StoreOnServer(server.url())) {
      three.filled("orders", 2);
      assertEquals(List.of(), StoredTopic.done(zero.store.topics(Optional.empty(), 5)));
      assertEquals(new Applied(), zero.filled("orders", 0).append(1, keep(1)));
      assertEquals(2, three.topic("orders").sequences().size());
    }
  }
}
