package io.dss.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.redis.RedisServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The store {@code redis}: nodes that die, and a Redis server that is gone, slow or full. */
@ExtendWith(RedisTrio.Given.class)
class QueueRedisIT {
  /** The longest a call may take to be refused: the deadline of a call, 4 s, and what a shared machine adds. */
  private static final Duration REFUSED = Duration.ofSeconds(8);
  private static final Duration RECOVERY = Duration.ofSeconds(30);

  @Test
  void allNodesAreKilledAtOnceAndNothingIsMissing(RedisTrio redis) throws Exception {
    QueueStories.allAreKilledAtOnce(redis.trio(), "ALL-KILLED-");
  }

  @Test
  void theOwnerIsKilledAndAllThatWasNotAcknowledgedComesAgainFromAnother(RedisTrio redis) throws Exception {
    QueueStories.theOwnerIsKilled(redis.trio(), false, "KILLED-");
  }

  @Test
  void theOwnerSleepsPastItsRemovalAndItsBatchesChangeNothingWhenItWakes(RedisTrio redis) throws Exception {
    QueueStories.theOwnerSleepsAndWakes(redis.trio(), "ASLEEP-");
  }

  @Test
  void withoutRedisPublishesAreRefusedAndWithItEverythingIsThereAgain(RedisTrio redis) throws Exception {
    Topic topic = Topic.of(redis.trio(), "REDIS-GONE");
    TreeSet<String> acknowledged = new TreeSet<>(topic.publishedBatch(0, 0, 50));
    redis.server().kill();
    try {
      for (int node = 0; node < Trio.SIZE; node++) assertRefused(topic, node, List.of("store_unreachable", "unknown_outcome"));
      // The first call found out; from then on a node knows, and says that nothing was changed.
      assertRefused(topic, 0, List.of("store_unreachable"));
    } finally {
      redis.server().restart();
    }
    awaitPublish(redis, topic);
    assertThereAgain(topic, acknowledged);
  }

  @Test
  void aRedisThatDoesNotAnswerHoldsNobodyUpLongerThanTheCallsDeadline(RedisTrio redis) throws Exception {
    Topic topic = Topic.of(redis.trio(), "REDIS-SLOW");
    TreeSet<String> acknowledged = new TreeSet<>(topic.publishedBatch(1, 0, 50));
    redis.server().pause();
    try {
      for (int node = 0; node < Trio.SIZE; node++) assertRefused(topic, node, List.of("store_unreachable", "unknown_outcome"));
      Reply locks = redis.trio().api().post(redis.trio().url(0), "/lock/acquire", Api.acquire("WITHOUT-REDIS", "A", "exclusive", 5, 0));
      assertTrue(locks.success(), "locks need no Redis: " + locks.body());
    } finally {
      redis.server().resume();
    }
    awaitPublish(redis, topic);
    assertThereAgain(topic, acknowledged);
  }

  @Test
  void aFullRedisRefusesPublishesTakesAcksAndRecoversByItself(RedisTrio redis) throws Exception {
    Topic topic = Topic.of(redis.trio(), "REDIS-FULL");
    RedisServer server = redis.server();
    topic.publishedBatch(0, 0, 100);
    server.command("CONFIG", "SET", "maxmemory", Long.toString(Long.parseLong(server.info("used_memory")) + (2 << 20)));
    try {
      String large = "'data':'" + "x".repeat(100_000) + "'";
      Reply reply = topic.publish(1, large);
      for (int i = 0; reply.status() == 200; i++) {
        assertTrue(i < 100, "ten megabytes fit into two");
        reply = topic.publish(i % Trio.SIZE, large);
      }
      assertEquals(503, reply.status(), reply.body());
      assertEquals("store_unreachable", reply.code(), reply.body());
      topic.ackedAll(2, topic.takenUpTo(0, 100, ""));
      assertEquals(0, topic.counts(1).inFlight());
    } finally {
      server.command("CONFIG", "SET", "maxmemory", "0");
    }
    // An owner that was told so tries again after a second, and not with every call.
    awaitPublish(redis, topic);
    assertEquals(200, topic.purge(1).status());
  }

  private static void assertRefused(Topic topic, int node, List<String> codes) throws IOException, InterruptedException {
    long began = System.nanoTime();
    Reply reply = topic.publish(node, "'data':'in vain'");
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
    assertEquals(503, reply.status(), reply.body());
    assertTrue(codes.contains(reply.code()), reply.body());
    assertTrue(millis < REFUSED.toMillis(), "refused after " + millis + " ms");
  }

  private static void awaitPublish(RedisTrio redis, Topic topic) throws InterruptedException {
    long began = System.nanoTime();
    redis.trio().nodes().await("a publish is taken again", RECOVERY, () -> {
      try {
        return topic.publish(2, "'data':'again'").success();
      } catch (IOException notYet) {
        return false;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    });
    System.out.println(topic.name() + ": a publish is taken again after " + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began) + " ms");
  }

  /** What was refused with an unknown outcome may be there too; what was answered with success must be. */
  private static void assertThereAgain(Topic topic, TreeSet<String> acknowledged) throws IOException, InterruptedException {
    TreeSet<String> there = new TreeSet<>(Topic.ids(topic.takenUpTo(1, 1_000, "")));
    assertTrue(there.containsAll(acknowledged), () -> there.size() + " are there, not all that were acknowledged");
    assertEquals(200, topic.purge(0).status());
  }
}
