package io.dss.storage.redis;

import static io.dss.storage.redis.StoreOnServer.FENCE;
import static io.dss.storage.redis.StoreOnServer.keep;
import static io.dss.storage.redis.StoreOnServer.unreachable;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.redis.RedisCluster;
import io.dss.redis.RedisServer;
import io.dss.spi.MessageStore.Appended.Applied;
import io.dss.spi.StoredTopic;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A server that hangs takes each thread for one time-out, not for one of each call that waits. */
class HungServerTest {
  private static final int CALLS = 200;
  /** A time-out of each call by turns, on the four threads of a test's store, would take 35 s. */
  private static final long PATIENCE_MILLIS = 10L * StoreOnServer.ANSWER_MILLIS;

  @Test
  void whatWaitsForAHungServerFailsSoonAndItIsUsedAgainWhenItAnswers() {
    try (RedisServer server = RedisServer.start(); StoreOnServer on = new StoreOnServer(server.url())) {
      StoredTopic orders = on.filled("orders", 1);
      server.pause();
      long beganNanos = System.nanoTime();
      List<CompletionStage<?>> calls = claims(on, "orders");
      calls.forEach(StoreOnServer::unreachable);
      assertTrue(millisSince(beganNanos) < PATIENCE_MILLIS, () -> CALLS + " calls took " + millisSince(beganNanos) + " ms to fail");
      server.resume();
      assertEquals(new Applied(), orders.append(2, keep(2)));
      assertEquals(List.of(1L, 2L), orders.sequences());
    }
  }

  @Test
  void aHungMasterOfAClusterDoesNotStopTheOthers() {
    try (RedisCluster cluster = RedisCluster.start(); StoreOnServer on = new StoreOnServer(cluster.url())) {
      RedisServer hung = cluster.masters().get(2);
      String there = topicAt(on, hung, true);
      String elsewhere = topicAt(on, hung, false);
      hung.pause();
      unreachable(on.store.append(there, FENCE, 1, List.of(keep(1))));
      List<CompletionStage<?>> calls = claims(on, there);
      long beganNanos = System.nanoTime();
      assertEquals(java.util.Map.of(), StoredTopic.done(on.store.read(elsewhere, List.of(1L))));
      assertTrue(millisSince(beganNanos) < PATIENCE_MILLIS, () -> "a healthy master was waited for " + millisSince(beganNanos) + " ms");
      calls.forEach(StoreOnServer::unreachable);
      hung.resume();
      RedisCluster.await("it is a member again", () -> cluster.masters().stream().allMatch(RedisCluster::complete));
    }
  }

  private static String topicAt(StoreOnServer on, RedisServer master, boolean there) {
    for (int i = 0; ; i++) {
      String name = "t" + i;
      on.topic(name).claim();
      boolean found = master.command("KEYS", "*").toString().contains("{" + name + "}");
      if (found == there) return name;
    }
  }

  private static List<CompletionStage<?>> claims(StoreOnServer on, String topic) {
    List<CompletionStage<?>> calls = new ArrayList<>();
    for (int i = 0; i < CALLS; i++) calls.add(on.store.claim(topic, FENCE));
    return calls;
  }

  private static long millisSince(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
  }
}
