package io.dss.storage.redis;

import static io.dss.storage.redis.StoreOnServer.FENCE;
import static io.dss.storage.redis.StoreOnServer.LATER;
import static io.dss.storage.redis.StoreOnServer.keep;
import static io.dss.storage.redis.StoreOnServer.unreachable;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.faults.TcpProxy;
import io.dss.queue.Effect;
import io.dss.queue.Stored;
import io.dss.redis.RedisCluster;
import io.dss.redis.RedisServer;
import io.dss.spi.MessageStore.Appended.Already;
import io.dss.spi.MessageStore.Appended.Applied;
import io.dss.spi.MessageStore.Appended.Behind;
import io.dss.spi.MessageStore.Claimed.Granted;
import io.dss.spi.MessageStore.Page;
import io.dss.spi.StoredTopic;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A Redis that dies, hangs, comes back, and comes back older. */
class RedisLostTest {
  private RedisServer server;
  private StoreOnServer on;

  @BeforeEach
  void start() {
    server = RedisServer.start();
    on = new StoreOnServer(server.url());
  }

  @AfterEach
  void stop() {
    on.close();
    server.close();
  }

  @Test
  void aDeadServerIsUnreachableAndARestartedOneGoesOnWithTheNextCall() {
    StoredTopic orders = on.filled("orders", 3);
    server.kill();
    assertTrue(unreachable(on.store.append("orders", FENCE, 4, List.of(keep(4)))).contains("127.0.0.1:" + server.port()));
    unreachable(on.store.claim("bills", FENCE));
    unreachable(on.store.read("orders", List.of(1L)));
    unreachable(on.store.topics(Optional.empty(), 5));
    server.restart();
    assertEquals(new Applied(), orders.append(4, keep(4)));
    assertEquals(List.of(1L, 2L, 3L, 4L), orders.sequences());
  }

  @Test
  void aRestartBetweenTwoCallsIsNotNoticed() {
    StoredTopic orders = on.filled("orders", 2);
    server.kill();
    server.restart();
    assertEquals(new Already(), orders.append(2, keep(2)));
    assertEquals(new Applied(), orders.append(3, keep(3)));
  }

  @Test
  void aServerThatHangsIsUnreachableAndWhatItGetsToLaterIsFoundByTheRepeat() {
    StoredTopic orders = on.filled("orders", 1);
    server.pause();
    unreachable(on.store.append("orders", FENCE, 2, List.of(keep(2))));
    server.resume();
    assertEquals(new Already(), repeatUntilAnswered(orders, 2));
    assertEquals(List.of(1L, 2L), orders.sequences());
  }

  private static Object repeatUntilAnswered(StoredTopic topic, long number) {
    // The command that was given up is in the socket's buffer before the server goes on, so it is read before this one, or at least in the same round.
    RedisCluster.await("batch " + number + " is there", () -> topic.sequences().contains(number));
    return topic.append(number, keep(number));
  }

  @Test
  void aBatchThatArrivesAfterALaterClaimChangesNothing() throws Exception {
    try (TcpProxy slow = TcpProxy.start(0, server.port()); StoreOnServer old = new StoreOnServer("redis://127.0.0.1:" + slow.port())) {
      old.filled("orders", 1);
      long before = evaluations();
      slow.delay(3 * StoreOnServer.ANSWER_MILLIS);
      unreachable(old.store.append("orders", FENCE, 2, List.of(keep(2), new Effect.Forget(1))));
      StoredTopic later = new StoredTopic(on.store, "orders", LATER);
      assertEquals(new Granted(1), later.claim());
      long own = evaluations() - before;
      RedisCluster.await("the late batch has been executed", () -> evaluations() > before + own);
      assertEquals(List.of(1L), later.sequences());
      assertEquals(new Applied(), later.append(2, keep(9)));
    }
  }

  @Test
  void aBatchThatArrivesAfterItsRepeatChangesNothing() throws Exception {
    try (TcpProxy slow = TcpProxy.start(0, server.port()); StoreOnServer first = new StoreOnServer("redis://127.0.0.1:" + slow.port())) {
      first.filled("orders", 1);
      slow.delay(3 * StoreOnServer.ANSWER_MILLIS);
      unreachable(first.store.append("orders", FENCE, 2, List.of(keep(2))));
      StoredTopic direct = on.topic("orders");
      assertEquals(new Applied(), direct.append(2, keep(2)));
      assertEquals(new Applied(), direct.append(3, new Effect.Forget(2)));
      long own = evaluations();
      RedisCluster.await("the late batch has been executed", () -> evaluations() > own);
      assertEquals(List.of(1L), direct.sequences());
      assertEquals(new Applied(), direct.append(4, keep(4)));
    }
  }

  private long evaluations() {
    String stats = server.info("cmdstat_evalsha");
    return Long.parseLong(stats.substring("calls=".length(), stats.indexOf(',')));
  }

  @Test
  void aServerThatWentBackInTimeIsBehindAndTheNextClaimIsGrantedWhatIsLeft() {
    StoredTopic orders = on.filled("orders", 3);
    Path copy = server.copyData();
    for (int number = 4; number <= 6; number++) orders.append(number, keep(number));
    goBackTo(copy);
    assertEquals(new Behind(3), orders.append(7, keep(7)));
    StoredTopic again = new StoredTopic(on.store, "orders", LATER);
    assertEquals(new Granted(3), again.claim());
    assertEquals(List.of(1L, 2L, 3L), again.sequences());
    assertEquals(new Applied(), again.append(4, keep(4), keep(5), keep(6)));
  }

  @Test
  void aServerThatForgotTheClaimIsBehind() {
    on.filled("orders", 2);
    Path copy = server.copyData();
    StoredTopic later = new StoredTopic(on.store, "orders", LATER);
    later.claim();
    goBackTo(copy);
    assertEquals(new Behind(2), later.append(3, keep(3)));
    assertEquals(List.of(1L, 2L), on.topic("orders").sequences());
  }

  @Test
  void aServerThatLostEverythingIsBehind() {
    StoredTopic orders = on.filled("orders", 2);
    server.command("FLUSHALL");
    assertEquals(new Behind(0), orders.append(3, keep(3)));
    assertEquals(0L, server.command("DBSIZE"));
  }

  private void goBackTo(Path copy) {
    server.kill();
    server.putBack(copy);
    server.restart();
  }

  @Test
  void loadingGoesOnOverARestartWithoutMissingARecord() {
    StoredTopic orders = on.filled("orders", 0);
    int many = 5_000;
    for (int batch = 0; batch < many / 1_000; batch++) {
      orders.append(batch + 1, LongStream.rangeClosed(batch * 1_000L + 1, batch * 1_000L + 1_000).<Effect>mapToObj(StoreOnServer::keep).toList());
    }
    TreeSet<Long> seen = new TreeSet<>();
    Optional<String> cursor = Optional.empty();
    int pages = 0;
    do {
      Page page = StoredTopic.done(on.store.load("orders", FENCE, cursor));
      for (Stored stored : page.stored()) seen.add(((Stored.Envelope) stored).sequence());
      cursor = page.next();
      if (++pages == 3) {
        // The order in which a server goes through a hash is one of its process: 3 pages on in the old order skip others in the new one.
        server.kill();
        server.restart();
      }
    } while (cursor.isPresent());
    assertEquals(many, seen.size());
  }

  @Test
  void aServerThatForgotItsScriptsIsToldThemAgain() {
    StoredTopic orders = on.filled("orders", 1);
    server.command("SCRIPT", "FLUSH");
    assertEquals(new Applied(), orders.append(2, keep(2)));
  }

  @Test
  void aClosedStoreIsUnreachable() {
    on.filled("orders", 1);
    on.store.close();
    unreachable(on.store.append("orders", FENCE, 2, List.of(keep(2))));
  }
}
