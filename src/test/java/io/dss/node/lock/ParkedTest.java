package io.dss.node.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.lock.LockMode;
import io.dss.lock.LockReply;
import io.dss.node.raft.Outcome;
import io.dss.node.route.NotLeading;
import io.dss.node.route.OutcomeUnknown;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ParkedTest {
  private static final LockReply.Granted GRANT = new LockReply.Granted(7, LockMode.EXCLUSIVE, 1_000);
  private final Parked parked = new Parked(-1);

  private CompletableFuture<LockAnswer> park(String client, LockMode mode, long deadlineNanos) {
    CompletableFuture<LockAnswer> answer = new CompletableFuture<>();
    parked.add(new LockRequest.Await("L", client, mode), deadlineNanos, answer);
    return answer;
  }

  @Test
  void aDecisionAnswersEveryCallOfThatPlaceAndNoOther() {
    CompletableFuture<LockAnswer> first = park("A", LockMode.EXCLUSIVE, 10);
    CompletableFuture<LockAnswer> again = park("A", LockMode.EXCLUSIVE, 20);
    CompletableFuture<LockAnswer> otherMode = park("A", LockMode.SHARED, 10);
    CompletableFuture<LockAnswer> otherClient = park("B", LockMode.EXCLUSIVE, 10);
    parked.decided("L", "A", LockMode.EXCLUSIVE, GRANT);
    assertEquals(new LockAnswer.Decided(GRANT), Outcome.of(first));
    assertEquals(new LockAnswer.Decided(GRANT), Outcome.of(again));
    assertTrue(Outcome.open(otherMode) && Outcome.open(otherClient));
    assertEquals(2, parked.size());
  }

  @Test
  void whenLeadershipIsLostAllAreSentOn() {
    CompletableFuture<LockAnswer> call = park("A", LockMode.EXCLUSIVE, 10);
    parked.leadershipLost();
    Outcome.failure(NotLeading.class, call);
    assertEquals(0, parked.size());
  }

  @Test
  void callsThatNobodyWaitsForAnyMoreLeave() {
    CompletableFuture<LockAnswer> over = park("A", LockMode.EXCLUSIVE, Parked.LOOK_NANOS / 2);
    CompletableFuture<LockAnswer> later = park("A", LockMode.EXCLUSIVE, 5 * Parked.LOOK_NANOS);
    CompletableFuture<LockAnswer> alone = park("B", LockMode.EXCLUSIVE, Parked.LOOK_NANOS / 2);
    parked.endOverdue(Parked.LOOK_NANOS);
    Outcome.failure(OutcomeUnknown.class, over);
    Outcome.failure(OutcomeUnknown.class, alone);
    assertTrue(Outcome.open(later));
    assertEquals(1, parked.size());
  }
}
