package io.dss.node.queue;

import static io.dss.node.queue.ScriptedOwners.A;
import static io.dss.node.queue.ScriptedOwners.B;
import static io.dss.node.queue.ScriptedOwners.SELF;
import static io.dss.node.queue.ScriptedOwners.TIMEOUT_MILLIS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.cluster.Epoch;
import io.dss.kernel.IdempotencyKey;
import io.dss.kernel.Incarnation;
import io.dss.node.raft.Outcome;
import io.dss.node.route.NotOwner;
import io.dss.node.route.Refusal;
import io.dss.queue.ItemRef;
import io.dss.queue.NewMessage;
import io.dss.queue.QueueCommand;
import io.dss.queue.QueueReply;
import io.dss.queue.QueueReply.ItemResult;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class QueueServiceTest {
  private static final Optional<IdempotencyKey> NO_KEY = Optional.empty();
  private static final Optional<IdempotencyKey> KEY = Optional.of(new IdempotencyKey("key", "print"));
  private static final QueueCommand PUBLISH = publish(1, 3);
  private static final QueueCommand ACK = new QueueCommand.Ack(false, "g", List.of(new ItemRef("m", Optional.of("r"))));
  private static final QueueReply DONE = new QueueReply.Settled(List.of(new ItemResult.Done(Optional.empty())));
  private static final QueueReply NOT_FOUND = new QueueReply.Settled(List.of(new ItemResult.Done(Optional.empty()), new ItemResult.NotFound()));
  private static final QueueReply STALE = new QueueReply.Settled(List.of(new ItemResult.Stale(2)));
  private static final QueueReply DUPLICATE = new QueueReply.Published(List.of("m"), List.of(true));
  private static final QueueReply NOTHING = new QueueReply.Delivered(List.of());

  private final ScriptedOwners owners = new ScriptedOwners(3, 4);

  private static QueueCommand publish(int messages, int bytes) {
    return new QueueCommand.Publish(Collections.nCopies(messages, new NewMessage("m", Optional.empty(), 4, 0, Optional.empty(), new byte[bytes])));
  }

  private static QueueCommand consume(long waitMillis) {
    return new QueueCommand.Consume(false, "g", Optional.empty(), 1, waitMillis, OptionalLong.empty());
  }

  private CompletionStage<Queues.Answered> call(QueueCommand command) {
    return owners.service.call("t", command, NO_KEY);
  }

  private static Refusal refusal(CompletionStage<?> call) {
    return Outcome.failure(Refusal.class, call);
  }

  /** A call whose first attempt was lost, and whose second is answered under {@code claim}. */
  private CompletionStage<Queues.Answered> repeated(QueueCommand command, QueueReply reply, String claim, Optional<IdempotencyKey> key) {
    CompletionStage<Queues.Answered> call = owners.service.call("t", command, key);
    owners.lostAndRepeated();
    owners.answers(reply, claim);
    return call;
  }

  /** Makes {@code claim} known as that of the topic. */
  private void known(String claim) {
    CompletionStage<Queues.Answered> before = call(PUBLISH);
    owners.answers(DUPLICATE, claim);
    Outcome.of(before);
  }

  @Test
  void anAnswerComesBackWithWhoGaveIt() {
    owners.placement.ringIs(A);
    CompletionStage<Queues.Answered> call = owners.service.call("t", ACK, KEY);
    assertEquals("t", owners.asked().topic());
    assertEquals(ACK, owners.asked().command());
    assertEquals(KEY, owners.asked().key());
    assertEquals(TIMEOUT_MILLIS, owners.transport.last().remainingMillis());
    owners.answers(DONE, "c1");
    assertEquals(new Queues.Answered(DONE, A), Outcome.of(call));
  }

  @Test
  void aCallHasOneStampHoweverOftenItIsSentAndAnotherCallAnother() {
    owners.placement.ringIs(A);
    call(PUBLISH);
    owners.lostAndRepeated();
    owners.transport.last().says(new NotOwner(Epoch.NONE));
    owners.placement.ringIs(B);
    call(PUBLISH);
    assertEquals(List.of(1L, 1L, 1L, 2L), owners.sequences());
    assertEquals(new Incarnation(SELF, 3), owners.asked().stamp().origin());
  }

  /** The owner refuses what is below the floor: a call that is under way must stay above it, and one that is settled need not. */
  @Test
  void theFloorOfAStampIsTheOldestCallUnderWay() {
    owners.placement.ringIs(A);
    call(consume(20_000));
    for (int i = 0; i < 3; i++) {
      call(PUBLISH);
      assertEquals(1, owners.asked().stamp().floor());
      owners.answers(DUPLICATE, "c1");
    }
    owners.open(A).answers(owners.codec.encodeReply(new QueueAnswer.Decided(NOTHING, "c1")));
    call(PUBLISH);
    assertEquals(5, owners.asked().stamp().floor());
  }

  @Test
  void aRepeatOfAPublishUnderAnotherClaimIsPublishedAndTellsWhatTheOwnerKnewOfItsId() {
    owners.placement.ringIs(A);
    assertEquals(DUPLICATE, Outcome.of(repeated(PUBLISH, DUPLICATE, "c2", NO_KEY)).reply());
  }

  @Test
  void aRepeatOfAConsumeUnderAnotherClaimBringsWhatItFinds() {
    owners.placement.ringIs(A);
    assertEquals(NOTHING, Outcome.of(repeated(consume(0), NOTHING, "c2", NO_KEY)).reply());
  }

  @Test
  void aRepeatThatFindsAllItsItemsIsAnswered() {
    owners.placement.ringIs(A);
    assertEquals(DONE, Outcome.of(repeated(ACK, DONE, "c2", NO_KEY)).reply());
  }

  @Test
  void aRepeatUnderAnotherClaimThatMissesAnItemIsUnknown() {
    owners.placement.ringIs(A);
    known("c1");
    QueueCommand.Ack ack = (QueueCommand.Ack) ACK;
    for (QueueCommand command : List.of(ack, new QueueCommand.Nack(false, "g", ack.items(), OptionalLong.empty(), Optional.empty(), false),
        new QueueCommand.Extend(false, "g", ack.items(), OptionalLong.empty()))) {
      int claim = owners.transport.sent.size();
      assertEquals(Refusal.Code.UNKNOWN_OUTCOME, refusal(repeated(command, NOT_FOUND, "x" + claim, NO_KEY)).code());
      assertEquals(Refusal.Code.UNKNOWN_OUTCOME, refusal(repeated(command, STALE, "y" + claim, NO_KEY)).code());
    }
  }

  /** It was in force before the call and is now: it kept the answer to the first attempt, if there was one. */
  @Test
  void aRepeatUnderTheClaimThatWasKnownBeforeIsBelieved() {
    owners.placement.ringIs(A);
    known("c1");
    assertEquals(NOT_FOUND, Outcome.of(repeated(ACK, NOT_FOUND, "c1", NO_KEY)).reply());
    assertEquals(STALE, Outcome.of(repeated(ACK, STALE, "c1", NO_KEY)).reply());
  }

  @Test
  void aClaimOfAnotherTopicProvesNothing() {
    owners.placement.ringIs(A);
    CompletionStage<Queues.Answered> other = owners.service.call("another", PUBLISH, NO_KEY);
    owners.answers(DUPLICATE, "c1");
    Outcome.of(other);
    assertEquals(Refusal.Code.UNKNOWN_OUTCOME, refusal(repeated(ACK, NOT_FOUND, "c1", NO_KEY)).code());
  }

  /** Its first result is as durable as what it did. */
  @Test
  void aRepeatWithAnIdempotencyKeyIsBelieved() {
    owners.placement.ringIs(A);
    assertEquals(NOT_FOUND, Outcome.of(repeated(ACK, NOT_FOUND, "c2", KEY)).reply());
  }

  @Test
  void anItemThatIsMissedByTheOnlyAttemptIsMissed() {
    owners.placement.ringIs(A);
    CompletionStage<Queues.Answered> call = call(ACK);
    owners.transport.last().notSent();
    owners.pass(25);
    owners.transport.last().says(new NotOwner(Epoch.NONE));
    owners.pass(25);
    owners.answers(NOT_FOUND, "c9");
    assertEquals(NOT_FOUND, Outcome.of(call).reply());
  }

  @Test
  void aTopicThatMayBeFullOfTheCallsOwnMessagesLeavesItUnknown() {
    owners.placement.ringIs(A);
    for (QueueReply reply : List.of(new QueueReply.TopicFull("max_length", 1), new QueueReply.LimitReached("groups", 64))) {
      assertEquals(Refusal.Code.UNKNOWN_OUTCOME, refusal(repeated(PUBLISH, reply, "c" + reply, NO_KEY)).code());
      CompletionStage<Queues.Answered> once = call(PUBLISH);
      owners.answers(reply, "c");
      assertEquals(reply, Outcome.of(once).reply());
    }
  }

  @Test
  void aListWhereAnAnswerIsDueIsNone() {
    owners.placement.ringIs(A);
    CompletionStage<Queues.Answered> call = call(ACK);
    owners.transport.last().answers(owners.codec.encodeReply(new QueueAnswer.Topics(List.of())));
    assertEquals(Refusal.Code.UNKNOWN_OUTCOME, refusal(call).code());
  }

  @Test
  void aWaitHasTheTimeoutOfACallOnTopOfIt() {
    owners.placement.ringIs(A);
    CompletionStage<Queues.Answered> call = call(consume(20_000));
    assertEquals(20_000 + TIMEOUT_MILLIS, owners.transport.last().remainingMillis());
    owners.pass(20_000 + TIMEOUT_MILLIS - 1);
    assertTrue(Outcome.open(call));
    owners.pass(1);
    Outcome.of(call);
  }

  @Test
  void aConsumerThatWaitsIsCarriedToTheNewOwnerWithWhatIsLeftOfItsWait() {
    owners.placement.ringIs(A);
    CompletionStage<Queues.Answered> call = call(consume(20_000));
    owners.pass(15_000);
    owners.placement.ringIs(B);
    assertEquals(B, owners.transport.last().to());
    assertEquals(consume(5_000), owners.asked().command());
    assertEquals(List.of(1L, 1L), owners.sequences());
    owners.pass(6_000);
    owners.lostAndRepeated();
    assertEquals(consume(0), owners.asked().command());
    owners.answers(NOTHING, "c2");
    assertEquals(new Queues.Answered(NOTHING, B), Outcome.of(call));
  }

  @Test
  void aWaitThatNoOwnerEverTookIsRefused() {
    owners.placement.ringIs(A);
    CompletionStage<Queues.Answered> call = call(consume(1_000));
    owners.transport.last().says(new NotOwner(Epoch.NONE));
    owners.placement.ringIs();
    owners.pass(1_000 + TIMEOUT_MILLIS);
    assertEquals(Refusal.Code.MOVING, refusal(call).code());
  }

  @Test
  void aWaitThatAnOwnerServedAndNobodySawToItsEndBroughtNothing() {
    owners.placement.ringIs(A);
    CompletionStage<Queues.Answered> call = call(consume(1_000));
    owners.transport.last().lost();
    owners.placement.ringIs();
    owners.pass(1_000 + TIMEOUT_MILLIS);
    assertEquals(new Queues.Answered(NOTHING, SELF), Outcome.of(call));
  }

  @Test
  void aConsumeThatDoesNotWaitStaysUnknown() {
    owners.placement.ringIs(A);
    CompletionStage<Queues.Answered> once = call(consume(0));
    owners.pass(1_000 + TIMEOUT_MILLIS);
    assertEquals(Refusal.Code.UNKNOWN_OUTCOME, refusal(once).code());
  }

  @Test
  void moreWaitersThanMayBeAreRefusedAndAnsweredOnesMakeRoom() {
    owners.placement.ringIs(A);
    List<CompletionStage<Queues.Answered>> waiting = new ArrayList<>();
    for (int i = 0; i < 3; i++) waiting.add(call(consume(1_000)));
    assertEquals(3, owners.service.waiting());
    Refusal refusal = refusal(call(consume(1_000)));
    assertEquals(Refusal.Code.LIMIT_REACHED, refusal.code());
    assertTrue(refusal.getMessage().contains("dss.queue.max-waiting-calls"), refusal.getMessage());
    assertTrue(Outcome.open(call(consume(0))), "who does not wait takes no such place");
    owners.open(A).answers(owners.codec.encodeReply(new QueueAnswer.Decided(NOTHING, "c")));
    assertTrue(Outcome.open(call(consume(1_000))));
  }

  @Test
  void moreOtherCallsThanMayBeAreRefusedAndFailedOnesMakeRoom() {
    owners.placement.ringIs(A);
    for (int i = 0; i < 4; i++) call(PUBLISH);
    Refusal refusal = refusal(call(PUBLISH));
    assertEquals(Refusal.Code.OVERLOADED, refusal.code());
    assertTrue(refusal.getMessage().contains("dss.queue.max-inflight"), refusal.getMessage());
    assertTrue(Outcome.open(call(consume(1_000))), "who waits takes no such place");
    owners.pass(TIMEOUT_MILLIS);
    assertTrue(Outcome.open(call(PUBLISH)));
  }

  @Test
  void fiveThousandConsumersWaitWhileOtherCallsGoOn() {
    ScriptedOwners many = new ScriptedOwners(6_000, 10);
    many.placement.ringIs(A);
    List<CompletionStage<Queues.Answered>> waiting = new ArrayList<>();
    for (int i = 0; i < 6_000; i++) waiting.add(many.service.call("t" + i % 7, consume(20_000), NO_KEY));
    for (int i = 0; i < 20_000; i++) {
      CompletionStage<Queues.Answered> other = many.service.call("t", PUBLISH, NO_KEY);
      many.answers(DUPLICATE, "c");
      assertEquals(DUPLICATE, Outcome.of(other).reply());
    }
    assertTrue(waiting.stream().allMatch(Outcome::open));
  }

  @Test
  void whatDoesNotFitAFrameIsRefusedBeforeItIsSentAnywhere() {
    owners.placement.ringIs(A);
    Refusal refusal = refusal(call(publish(2, 2_097_152)));
    assertEquals(Refusal.Code.LIMIT_REACHED, refusal.code());
    assertTrue(owners.transport.sent.isEmpty());
    call(publish(1, 2_097_152));
    call(publish(1_000, 3_900));
    assertEquals(2, owners.transport.sent.size());
    assertTrue(owners.transport.last().frame().length < 4 << 20);
  }
}
