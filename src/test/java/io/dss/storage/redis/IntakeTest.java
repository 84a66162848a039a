package io.dss.storage.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.redis.RedisServer;
import io.dss.spi.MessageStore;
import io.dss.spi.StoredTopic;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** A slow Redis blocks nobody and fills nothing. */
class IntakeTest {
  private final Deque<Runnable> waiting = new ArrayDeque<>();
  private final Intake intake = new Intake(waiting::add);

  @Test
  void noMoreCallsWaitThanTheLimitAndTheyAreTakenAgainWhenSomeAreDone() {
    List<CompletableFuture<Integer>> taken = new ArrayList<>();
    for (int i = 0; i < Intake.PENDING_CALLS; i++) {
      int answer = i;
      taken.add(intake.submit(0, () -> answer).toCompletableFuture());
    }
    assertTrue(StoreOnServer.unreachable(intake.submit(0, () -> 0)).contains("1024 calls"));
    waiting.remove().run();
    assertEquals(0, taken.get(0).join());
    assertFalse(taken.get(1).isDone());
    assertFalse(intake.submit(0, () -> 0).toCompletableFuture().isDone());
  }

  @Test
  void noMoreBytesWaitThanTheLimitButOneCallAlwaysDoes() {
    assertFalse(intake.submit(Intake.PENDING_BYTES + 1, () -> 0).toCompletableFuture().isDone());
    StoreOnServer.unreachable(intake.submit(1, () -> 0));
    waiting.remove().run();
    assertFalse(intake.submit(Intake.PENDING_BYTES, () -> 0).toCompletableFuture().isDone());
  }

  @Test
  void anExecutorThatTakesNothingMakesRedisUnreachable() {
    Intake closed = new Intake(task -> {
      throw new RejectedExecutionException("shut down");
    });
    for (int i = 0; i <= Intake.PENDING_CALLS; i++) assertTrue(StoreOnServer.unreachable(closed.submit(0, () -> 0)).contains("shut down"));
  }

  @Test
  void aBugIsNotCalledUnreachable() {
    CompletionStage<Object> answer = intake.submit(0, () -> {
      throw new IllegalStateException("bug");
    });
    waiting.remove().run();
    assertInstanceOf(IllegalStateException.class, StoredTopic.failure(answer));
    assertFalse(intake.submit(Intake.PENDING_BYTES, () -> 0).toCompletableFuture().isDone(), "what the bug held is free again");
  }

  @Test
  void aHangingRedisHoldsCallersNoLongerThanItTakesToAskIt() {
    try (RedisServer server = RedisServer.start(); StoreOnServer on = new StoreOnServer(StoreOnServer.settings(server.url()).withConnections(1))) {
      on.filled("orders", 1);
      server.pause();
      List<CompletableFuture<MessageStore.Page>> calls = new ArrayList<>();
      for (int i = 0; i < 3; i++) calls.add(on.store.load("orders", StoreOnServer.FENCE, Optional.empty()).toCompletableFuture());
      assertFalse(calls.get(0).isDone(), "the calls have returned long before their answers");
      calls.forEach(StoreOnServer::unreachable);
      server.resume();
    }
  }
}
