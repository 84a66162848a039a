package io.dss.node.queue;

import static io.dss.node.queue.ScriptedOwners.A;
import static io.dss.node.queue.ScriptedOwners.SELF;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.kernel.IdempotencyKey;
import io.dss.node.raft.Outcome;
import io.dss.node.route.Refusal;
import io.dss.queue.QueueCommand;
import io.dss.queue.QueueReply;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class StepsTest {
  private static final QueueCommand PURGE = new QueueCommand.Purge(true, 0, 0);
  private static final QueueCommand REDRIVE = new QueueCommand.Redrive(List.of("m"), Optional.of("expired"), 2_500, 0, 0);

  private static final Optional<IdempotencyKey> KEY = Optional.of(new IdempotencyKey("k", "f"));

  private final ScriptedOwners owners = new ScriptedOwners(3, 4);

  private CompletionStage<Queues.Answered> call(QueueCommand command) {
    owners.placement.ringIs(A);
    return owners.service.call("t", command, Optional.empty());
  }

  private static QueueReply stepped(long total, boolean more) {
    return new QueueReply.Stepped(77, total, more);
  }

  @Test
  void aPurgeGoesOnUntilThereIsNoMoreEachStepWithItsOwnStampAndTimeout() {
    CompletionStage<Queues.Answered> call = call(PURGE);
    assertEquals(PURGE, owners.asked().command());
    owners.pass(3_000);
    owners.answers(stepped(1_000, true), "c");
    assertEquals(new QueueCommand.Purge(true, 77, 1_000), owners.asked().command());
    assertEquals(ScriptedOwners.TIMEOUT_MILLIS, owners.transport.last().remainingMillis());
    owners.pass(3_000);
    owners.answers(stepped(2_000, true), "c");
    owners.answers(stepped(2_345, false), "c");
    assertEquals(new Queues.Answered(stepped(2_345, false), A), Outcome.of(call));
    assertEquals(List.of(1L, 2L, 3L), owners.sequences());
  }

  @Test
  void aRedriveKeepsWhatItIsAskedForInEveryStep() {
    call(REDRIVE);
    owners.answers(stepped(1_000, true), "c");
    assertEquals(new QueueCommand.Redrive(List.of("m"), Optional.of("expired"), 2_500, 77, 1_000), owners.asked().command());
  }

  @Test
  void aFirstStepThatFailsTookNothing() {
    CompletionStage<Queues.Answered> call = call(PURGE);
    owners.refuses(Refusal.Code.STORE_UNREACHABLE);
    assertEquals(Refusal.Code.STORE_UNREACHABLE, Outcome.failure(Refusal.class, call).code());
  }

  @Test
  void aLaterStepThatFailsLeavesTheCallUnknownAndTellsHowFarItGot() {
    CompletionStage<Queues.Answered> call = call(PURGE);
    owners.answers(stepped(1_000, true), "c");
    owners.refuses(Refusal.Code.STORE_UNREACHABLE);
    Refusal refusal = Outcome.failure(Refusal.class, call);
    assertEquals(Refusal.Code.UNKNOWN_OUTCOME, refusal.code());
    assertTrue(refusal.getMessage().contains("1000 messages"), refusal.getMessage());
    assertEquals(7, refusal.retryAfterMillis());
  }

  @Test
  void anotherAnswerThanAStepIsTheAnswerAtFirstAndNoneLater() {
    CompletionStage<Queues.Answered> first = call(PURGE);
    owners.answers(new QueueReply.NoSuchTopic(), "c");
    assertEquals(new QueueReply.NoSuchTopic(), Outcome.of(first).reply());
    CompletionStage<Queues.Answered> later = call(PURGE);
    owners.answers(stepped(5, true), "c");
    owners.answers(new QueueReply.LimitReached("idempotency_keys", 10_000), "c");
    assertEquals(Refusal.Code.UNKNOWN_OUTCOME, Outcome.failure(Refusal.class, later).code());
  }

  /** An earlier attempt may have taken messages that the answer does not count, and a redrive more than its limit. */
  @Test
  void aStepThatMayHaveBeenTakenTwiceIsNotCounted() {
    CompletionStage<Queues.Answered> call = call(REDRIVE);
    owners.lostAndRepeated();
    owners.answers(stepped(3, false), "c2");
    assertEquals(Refusal.Code.UNKNOWN_OUTCOME, Outcome.failure(Refusal.class, call).code());
  }

  @Test
  void everyStepCarriesTheKeyOfTheClient() {
    owners.placement.ringIs(A);
    CompletionStage<Queues.Answered> call = owners.service.call("t", PURGE, KEY);
    owners.answers(stepped(1, true), "c");
    owners.answers(stepped(2, false), "c");
    Outcome.of(call);
    assertEquals(List.of(KEY, KEY), owners.transport.sent.stream().map(sent -> ((QueueRequest.OnTopic) owners.codec.decodeRequest(sent.body())).key()).toList());
  }

  /** What was taken is kept under the key, so it is counted whoever answers. */
  @Test
  void aStepUnderAKeyMayBeAnsweredByAnotherClaim() {
    owners.placement.ringIs(A);
    CompletionStage<Queues.Answered> call = owners.service.call("t", REDRIVE, KEY);
    owners.lostAndRepeated();
    owners.answers(stepped(3, false), "c2");
    assertEquals(stepped(3, false), Outcome.of(call).reply());
  }

  @Test
  void thousandsOfStepsThatAreAnsweredAtOnceAreNoRecursion() {
    owners.placement.ringIs(SELF);
    int[] asked = {0};
    owners.here = Optional.of(request -> new QueueAnswer.Decided(stepped(++asked[0], asked[0] < 50_000), "c"));
    assertEquals(stepped(50_000, false), Outcome.of(owners.service.call("t", PURGE, Optional.empty())).reply());
  }

  @Test
  void stepsThatNeverEndAreEnded() {
    owners.placement.ringIs(SELF);
    owners.here = Optional.of(request -> new QueueAnswer.Decided(stepped(0, true), "c"));
    CompletionStage<Queues.Answered> call = owners.service.call("t", PURGE, Optional.empty());
    assertEquals(Refusal.Code.UNKNOWN_OUTCOME, Outcome.failure(Refusal.class, call).code());
  }
}
