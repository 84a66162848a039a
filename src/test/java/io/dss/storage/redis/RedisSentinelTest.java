package io.dss.storage.redis;

import static io.dss.storage.redis.StoreOnServer.FENCE;
import static io.dss.storage.redis.StoreOnServer.LATER;
import static io.dss.storage.redis.StoreOnServer.keep;
import static io.dss.storage.redis.StoreOnServer.unreachable;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.redis.RedisCluster;
import io.dss.redis.RedisSentinels;
import io.dss.redis.RedisServer;
import io.dss.spi.MessageStore.Appended.Applied;
import io.dss.spi.MessageStore.Appended.Behind;
import io.dss.spi.MessageStore.Claimed.Granted;
import io.dss.spi.StoredTopic;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A real Sentinel that fails a real master over. */
class RedisSentinelTest {
  @Test
  void aFailoverLosesWhatTheReplicaDidNotHaveAndTheStoreSaysSo() {
    try (RedisSentinels redis = RedisSentinels.start(); StoreOnServer on = new StoreOnServer(redis.url())) {
      StoredTopic orders = on.filled("orders", 2);
      // WAIT on a connection that wrote nothing would be content with a replica that is still being given its first copy.
      RedisCluster.await("the replica has both", () -> "2".equals(redis.replica().command("HGET", "dss:{orders}:meta", "number")));
      // Replication is asynchronous: the master acknowledges this and takes it with it.
      redis.replica().pause();
      redis.master().command("CLIENT", "KILL", "TYPE", "replica");
      assertEquals(new Applied(), orders.append(3, keep(3)));
      redis.master().kill();
      unreachable(on.store.append("orders", FENCE, 4, List.of(keep(4))));
      redis.replica().resume();
      redis.awaitFailover();

      RedisCluster.await("the store has found the new master", () -> answered(on));
      assertEquals(new Behind(2), orders.append(4, keep(4)));
      StoredTopic again = new StoredTopic(on.store, "orders", LATER);
      assertEquals(new Granted(2), again.claim());
      assertEquals(List.of(1L, 2L), again.sequences());
      assertEquals(new Applied(), again.append(3, keep(3), keep(4)));
    }
  }

  private static boolean answered(StoreOnServer on) {
    return on.store.topics(Optional.empty(), 1).toCompletableFuture().handle((names, failure) -> failure == null).join();
  }

  @Test
  void aFailoverLosesNothingThatWaitedForTheReplica() {
    try (RedisSentinels redis = RedisSentinels.start();
        StoreOnServer on = new StoreOnServer(StoreOnServer.settings(redis.url()).withTimeouts(3_000, 3_000).withWaitReplicas(1));
        StoreOnServer next = new StoreOnServer(redis.url())) {
      on.filled("orders", 3);
      redis.master().kill();
      redis.awaitFailover();
      RedisCluster.await("the other store has found the new master", () -> answered(next));
      StoredTopic orders = next.topic("orders");
      assertEquals(new Granted(3), orders.claim());
      assertEquals(List.of(1L, 2L, 3L), orders.sequences());
    }
  }

  @Test
  void aMasterThatAnswersIsUsedWhileNoSentinelDoes() {
    try (RedisSentinels redis = RedisSentinels.start(); StoreOnServer on = new StoreOnServer(redis.url()); StoreOnServer fresh = new StoreOnServer(redis.url())) {
      StoredTopic orders = on.filled("orders", 1);
      redis.sentinel().kill();
      on.forward(Sentinels.ASK_AGAIN_MILLIS);
      assertEquals(new Applied(), orders.append(2, keep(2)));
      assertTrue(unreachable(fresh.store.claim("orders", LATER)).contains("no Sentinel"));
      redis.sentinel().restart();
      fresh.forward(Sentinels.ASK_AGAIN_MILLIS);
      assertEquals(new Granted(2), new StoredTopic(fresh.store, "orders", LATER).claim());
    }
  }

  @Test
  void aSentinelThatHangsHoldsUpOneCallAndNotAllThatTheMasterCouldAnswer() {
    try (RedisSentinels redis = RedisSentinels.start();
        StoreOnServer on = new StoreOnServer(StoreOnServer.settings(redis.url()).withTimeouts(1_000, 60_000))) {
      on.filled("orders", 1);
      redis.sentinel().pause();
      on.forward(Sentinels.ASK_AGAIN_MILLIS);
      List<CompletableFuture<?>> calls = new ArrayList<>();
      for (int i = 0; i < 4; i++) calls.add(on.store.read("orders", List.of(1L)).toCompletableFuture());
      RedisCluster.await("three of four are answered", () -> calls.stream().filter(CompletableFuture::isDone).count() == 3);
      redis.sentinel().resume();
      calls.forEach(StoredTopic::done);
    }
  }

  @Test
  void aMasterThatTheSentinelsDoNotKnowIsUnreachable() {
    try (RedisServer sentinel = RedisServer.start(); StoreOnServer on = new StoreOnServer("redis-sentinel://127.0.0.1:" + sentinel.port() + "/other")) {
      assertTrue(unreachable(on.store.claim("orders", FENCE)).contains("no Sentinel names the master"));
    }
  }
}
