package io.dss.storage.redis;

import static io.dss.spi.StoredTopic.done;
import static io.dss.storage.redis.BackingOnServer.BUCKET;
import static io.dss.storage.redis.BackingOnServer.FIRST;
import static io.dss.storage.redis.BackingOnServer.SECOND;
import static io.dss.storage.redis.BackingOnServer.item;
import static io.dss.storage.redis.BackingOnServer.redisKey;
import static io.dss.storage.redis.BackingOnServer.unreachable;
import static io.dss.storage.redis.BackingOnServer.value;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.faults.TcpProxy;
import io.dss.redis.RedisCluster;
import io.dss.redis.RedisServer;
import io.dss.spi.BackingStore;
import io.dss.spi.BackingStore.Fencing;
import io.dss.spi.BackingStore.Item;
import io.dss.spi.BackingStore.Page;
import io.dss.spi.BackingStore.Writing;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A Redis that dies, hangs, comes back, and comes back older, as main memory of the cache. */
class RedisBackingLostTest {
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

  @Test
  void aDeadServerIsUnreachableToEveryCallAndARestartedOneHasWhatItHad() {
    done(on.store.fence(BUCKET, SECOND));
    assertEquals(new Writing.Stored(), done(on.writing(SECOND, item("k", value(1, "1")))));
    server.kill();
    assertTrue(unreachable(on.writing(SECOND, item("k", value(2, "2")))).contains("127.0.0.1:" + server.port()));
    unreachable(on.store.fence(BUCKET, SECOND));
    unreachable(on.store.read(BUCKET, List.of("k")));
    unreachable(on.store.keys(BUCKET, Optional.empty(), 10));
    server.restart();
    assertEquals(1, on.counter("k"));
    assertEquals(new Writing.Fenced(SECOND), on.write(item("k", value(2, "2"))));
    assertEquals(new Writing.Stored(), done(on.writing(SECOND, item("k", value(2, "2")))));
    assertEquals(new TreeSet<>(List.of("k")), on.keys());
  }

  @Test
  void ofWritesThatAKillFallsIntoAllThatWereAnsweredAreThereAndTheOthersWholeOrNotAtAll() {
    int many = 400;
    List<CompletableFuture<Writing>> writes = new ArrayList<>();
    for (int i = 0; i < many; i++) {
      writes.add(on.writing(FIRST, item("a" + i, value(1, "x".repeat(20_000))), item("b" + i, value(1, "y"))).toCompletableFuture());
    }
    writes.get(20).join();
    server.kill();
    List<Boolean> stored = writes.stream().map(RedisBackingLostTest::stored).toList();
    assertTrue(stored.contains(true) && stored.contains(false), "the kill fell in the middle");
    server.restart();
    for (int i = 0; i < many; i++) {
      long a = on.counter("a" + i);
      assertEquals(a, on.counter("b" + i), "a write is whole, or it is not there");
      if (stored.get(i)) assertEquals(1, a, "write " + i + " was answered");
    }
    for (int i = 0; i < many; i++) assertEquals(new Writing.Stored(), on.write(item("a" + i, value(1, "x")), item("b" + i, value(1, "y"))), "it may be sent again");
    assertEquals(2 * many, on.keys().size());
  }

  private static boolean stored(CompletableFuture<Writing> write) {
    try {
      assertEquals(new Writing.Stored(), write.join());
      return true;
    } catch (CompletionException failure) {
      assertInstanceOf(BackingStore.Unreachable.class, failure.getCause());
      return false;
    }
  }

  @Test
  void aRestartBetweenTwoCallsIsNotNoticed() {
    on.write(item("k", value(1, "1")));
    server.kill();
    server.restart();
    assertEquals(new Writing.Stored(), on.write(item("k", value(2, "2"))));
  }

  @Test
  void aServerThatHangsIsUnreachableAndWhatItGetsToLaterIsThere() {
    on.write(item("k", value(1, "1")));
    server.pause();
    unreachable(on.writing(FIRST, item("k", value(2, "2"))));
    server.resume();
    RedisCluster.await("the write that was given up is there", () -> on.counter("k") == 2);
    assertEquals(new Writing.Stored(), on.write(item("k", value(2, "2"))));
  }

  @Test
  void aWriteThatArrivesAfterALaterFenceChangesNothing() throws Exception {
    late(item("k", value(2, "late")), () -> assertEquals(new Fencing.Raised(), done(on.store.fence(BUCKET, SECOND))), 1);
  }

  @Test
  void aWriteThatArrivesAfterALaterOneChangesNothing() throws Exception {
    late(item("k", value(2, "late")), () -> assertEquals(new Writing.Stored(), on.write(item("k", value(3, "3")))), 3);
  }

  private void late(Item late, Runnable meanwhile, long expected) throws Exception {
    try (TcpProxy slow = TcpProxy.start(0, server.port()); BackingOnServer old = new BackingOnServer("redis://127.0.0.1:" + slow.port())) {
      old.write(item("k", value(1, "1")));
      on.counter("none");
      slow.delay(3 * StoreOnServer.ANSWER_MILLIS);
      long before = evaluations();
      unreachable(old.writing(FIRST, late));
      meanwhile.run();
      RedisCluster.await("the late write has been executed", () -> evaluations() > before + 1);
      assertEquals(expected, on.counter("k"));
    }
  }

  private long evaluations() {
    long calls = 0;
    for (String command : List.of("cmdstat_evalsha", "cmdstat_eval")) {
      String stats = server.info(command);
      calls += Long.parseLong(stats.substring("calls=".length(), stats.indexOf(',')));
    }
    return calls;
  }

  @Test
  void aServerThatWentBackInTimeRaisesAnAlarmAndIsFencedAgain() {
    done(on.store.fence(BUCKET, FIRST));
    on.write(item("k", value(1, "1")));
    Path copy = server.copyData();
    done(on.store.fence(BUCKET, SECOND));
    done(on.writing(SECOND, item("k", value(2, "2"))));
    on.alarms.clear();
    server.kill();
    server.putBack(copy);
    server.restart();
    assertEquals(new Writing.Stored(), done(on.writing(SECOND, item("other", value(1, "1")))));
    assertEquals(1, on.alarms.size());
    assertTrue(on.alarms.get(0).contains("gone back in time") && on.alarms.get(0).contains("bucket 7"), on.alarms.get(0));
    assertEquals(new Writing.Fenced(SECOND), on.write(item("k", value(3, "3"))));
    done(on.writing(SECOND, item("k", value(3, "3"))));
    assertEquals(1, on.alarms.size());
  }

  @Test
  void listingGoesOnOverARestartWithoutMissingAKey() {
    int many = 5_000;
    for (int batch = 0; batch < 5; batch++) {
      on.write(IntStream.range(batch * 1_000, batch * 1_000 + 1_000).mapToObj(i -> item("key " + i, value(1, "1"))).toArray(Item[]::new));
    }
    TreeSet<String> seen = new TreeSet<>();
    Optional<String> cursor = Optional.empty();
    int pages = 0;
    do {
      Page page = done(on.store.keys(BUCKET, cursor, 500));
      seen.addAll(page.keys());
      cursor = page.next();
      if (++pages == 3) {
        server.kill();
        server.restart();
      }
    } while (cursor.isPresent());
    assertEquals(many, seen.size());
  }

  @Test
  void aCursorThatNoPageGaveIsAMistakeOfItsCaller() {
    for (String wrong : List.of("", "0", "0:", "x:y", "1:run:1", "999999999999999999999:run")) {
      assertThrows(IllegalArgumentException.class, () -> on.store.keys(BUCKET, Optional.of(wrong), 10), wrong);
    }
  }

  @Test
  void aServerThatForgotItsScriptsIsToldThemAgain() {
    on.write(item("k", value(1, "1")));
    server.command("SCRIPT", "FLUSH");
    assertEquals(new Writing.Stored(), on.write(item("k", value(2, "2"))));
    assertEquals(2, on.counter("k"));
  }

  @Test
  void aHangingRedisBlocksNoCallerAndMoreCallsThanMayWaitFailAtOnce() {
    on.write(item("k", value(1, "1")));
    server.pause();
    List<CompletableFuture<Writing>> calls = new ArrayList<>();
    for (int i = 0; i < 2 * Intake.PENDING_CALLS; i++) calls.add(on.writing(FIRST, item("k", value(2, "2"))).toCompletableFuture());
    assertFalse(calls.get(0).isDone(), "the calls have returned long before their answers");
    assertTrue(calls.stream().anyMatch(CompletableFuture::isDone), "nothing was turned away");
    calls.forEach(BackingOnServer::unreachable);
    server.resume();
    RedisCluster.await("it answers again", () -> on.counter("k") == 2);
  }

  @Test
  void aClosedStoreIsUnreachable() {
    on.write(item("k", value(1, "1")));
    on.store.close();
    unreachable(on.writing(FIRST, item("k", value(2, "2"))));
    assertEquals("1", server.command("HLEN", redisKey("heads")).toString());
  }
}
