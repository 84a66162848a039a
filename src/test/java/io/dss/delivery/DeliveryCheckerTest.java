package io.dss.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.delivery.Seen.Answer;
import io.dss.delivery.Seen.Handed;
import io.dss.delivery.Seen.Result;
import io.dss.delivery.Seen.Verb;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Histories made by hand: what is allowed must pass, each kind of wrong must be found. */
class DeliveryCheckerTest {
  private static final long VISIBLE = 100;

  private final DeliveryChecker checker = new DeliveryChecker(1_000);

  @Test
  void publishedDeliveredAndAcknowledgedIsFine() {
    published("a", 0, 1).handed("a", 1, 2, 3).acked("a", 1, 4, 5);
    DeliveryVerdict verdict = clean();
    assertEquals(1, verdict.counts().published());
    assertEquals(1, verdict.counts().acknowledged());
  }

  @Test
  void whatIsPublishedAndNeverComesIsLost() {
    published("a", 0, 1);
    only(Kind.LOST);
  }

  @Test
  void whatWasDeliveredAndNeverComesAgainIsLost() {
    published("a", 0, 1).handed("a", 1, 2, 3).settled("a", Verb.ACK, 1, Result.REFUSED, 4, 5);
    only(Kind.LOST);
  }

  @Test
  void aGroupThatIsOwedAMessageAndNeverGetsItHasLostIt() {
    checker.saw(new Seen.GroupBegun("t", "audit", 0));
    published("a", 1, 2).handed("a", 1, 3, 4).acked("a", 1, 5, 6);
    only(Kind.LOST);
  }

  @Test
  void aGroupIsNotOwedWhatMayHaveBeenPublishedBeforeIt() {
    checker.saw(new Seen.GroupBegun("t", "audit", 5));
    published("a", 1, 9).handed("a", 1, 10, 11).acked("a", 1, 12, 13);
    clean();
  }

  @Test
  void whatIsSaidNotToBeThereWhileNobodyCanHaveEndedItIsLost() {
    published("a", 0, 1).handed("a", 1, 2, 3).settled("a", Verb.ACK, 1, Result.NOT_FOUND, 4, 5).acked("a", 1, 6, 7);
    only(Kind.LOST);
  }

  @Test
  void anAcknowledgementOfUnknownOutcomeMayHaveEndedIt() {
    published("a", 0, 1).handed("a", 1, 2, 3).settled("a", Verb.ACK, 1, Result.UNKNOWN, 4, 5).settled("a", Verb.ACK, 1, Result.NOT_FOUND, 6, 7);
    clean();
  }

  @Test
  void aPublishOfUnknownOutcomeMayAppearOrNot() {
    publish("a", Answer.UNKNOWN, 0, 1).publish("b", Answer.UNKNOWN, 0, 1).handed("b", 1, 2, 3).acked("b", 1, 4, 5);
    assertEquals(2, clean().counts().unknown());
  }

  @Test
  void whatMayVanishOrIsDeadIsNotLost() {
    checker.saw(new Seen.Publishing("t", "a", Optional.empty(), body("a"), true, false, 0));
    checker.saw(new Seen.Published("t", "a", Answer.DONE, 1));
    published("b", 2, 3);
    checker.saw(new Seen.Dead("t", "default", "b", body("b")));
    assertEquals(1, clean().counts().dead());
  }

  @Test
  void whatNobodyPublishedIsInvented() {
    handed("a", 1, 2, 3).acked("a", 1, 4, 5);
    only(Kind.INVENTED);
  }

  @Test
  void whatIsDeliveredBeforeItsPublishBeganIsInvented() {
    published("a", 5, 6).handed("a", 1, 2, 3).acked("a", 1, 7, 8);
    only(Kind.INVENTED);
  }

  @Test
  void anotherBodyIsInventedAndOneOfADeadLetterToo() {
    published("a", 0, 1).published("b", 0, 1).handed("b", 1, 2, 3).acked("b", 1, 4, 5);
    checker.saw(new Seen.Consumed("t", "default", 2, 3, List.of(new Handed("a", 4711, 1, VISIBLE))));
    acked("a", 1, 4, 5).published("c", 6, 7);
    checker.saw(new Seen.Dead("t", "default", "c", 4711));
    assertEquals(2, checker.finish().found(Kind.INVENTED));
  }

  @Test
  void whatWasRefusedWithThePromiseThatNothingWasChangedIsInvented() {
    publish("a", Answer.REFUSED, 0, 1).handed("a", 1, 2, 3).acked("a", 1, 4, 5);
    only(Kind.INVENTED);
  }

  @Test
  void aRefusalAfterAnUnknownOutcomeProvesNothing() {
    publish("a", Answer.UNKNOWN, 0, 1).publish("a", Answer.REFUSED, 2, 3).handed("a", 1, 4, 5).acked("a", 1, 6, 7);
    clean();
  }

  @Test
  void whatIsHandedOutAfterItsAcknowledgementIsFound() {
    published("a", 0, 1).handed("a", 1, 2, 3).acked("a", 1, 4, 5).handed("a", 2, 200, 201);
    only(Kind.AFTER_ACK);
  }

  @Test
  void soItIsLongAfterwardsWhenLittleIsKeptOfIt() {
    published("a", 0, 1).handed("a", 1, 2, 3).acked("a", 1, 4, 5).published("b", 2_000, 2_001).handed("b", 1, 2_002, 2_003).acked("b", 1, 2_004, 2_005);
    assertEquals(1, checker.open());
    handed("a", 2, 3_000, 3_001);
    only(Kind.AFTER_ACK);
  }

  @Test
  void aSecondAcknowledgementThatIsAnsweredOkIsFound() {
    published("a", 0, 1).handed("a", 1, 2, 3).acked("a", 1, 4, 5).acked("a", 1, 6, 7);
    only(Kind.AFTER_ACK);
  }

  @Test
  void aConsumeThatBeganBeforeTheAnswerMayStillBringIt() {
    published("a", 0, 1).handed("a", 1, 2, 3).handed("a", 2, 150, 160).acked("a", 2, 155, 170);
    assertEquals(1, clean().duplicates(Why.VISIBILITY_ENDED));
  }

  @Test
  void itDoesNotMatterWhoTellsFirst() {
    published("a", 0, 1).handed("a", 2, 200, 201).acked("a", 1, 4, 5).handed("a", 1, 2, 3);
    only(Kind.AFTER_ACK);
  }

  @Test
  void attemptsThatGoBackAreFound() {
    published("a", 0, 1).handed("a", 2, 2, 3).handed("a", 1, 200, 201).lostAnswer(0, 5).acked("a", 1, 202, 203);
    only(Kind.ATTEMPTS_WENT_BACK);
  }

  @Test
  void oneAttemptForTwoDeliveriesIsFound() {
    published("a", 0, 1).handed("a", 1, 2, 3).handed("a", 1, 200, 201).acked("a", 1, 202, 203);
    only(Kind.ATTEMPTS_WENT_BACK);
  }

  @Test
  void aSecondDeliveryWhileTheFirstIsAliveIsFound() {
    published("a", 0, 1).handed("a", 1, 2, 3).handed("a", 2, 50, 60).acked("a", 2, 61, 62);
    only(Kind.TWO_LIVE_DELIVERIES);
  }

  @Test
  void aDeliveryThatWasExtendedLivesOn() {
    published("a", 0, 1).handed("a", 1, 2, 3).settled("a", Verb.EXTEND, 1, Result.DONE, 90, 91).handed("a", 2, 150, 151).acked("a", 2, 152, 153);
    only(Kind.TWO_LIVE_DELIVERIES);
  }

  @Test
  void anExtendOfUnknownOutcomeMayHaveFailed() {
    published("a", 0, 1).handed("a", 1, 2, 3).settled("a", Verb.EXTEND, 1, Result.UNKNOWN, 90, 91).handed("a", 2, 150, 151).acked("a", 2, 152, 153);
    assertEquals(1, clean().duplicates(Why.VISIBILITY_ENDED));
  }

  @Test
  void whatWasGivenBackComesAgainAtOnce() {
    published("a", 0, 1).handed("a", 1, 2, 3).settled("a", Verb.NACK, 1, Result.DONE, 4, 5).handed("a", 2, 6, 7).acked("a", 2, 8, 9);
    assertEquals(1, clean().duplicates(Why.GIVEN_BACK));
  }

  @Test
  void aNackOfAnotherDeliveryExplainsNothing() {
    published("a", 0, 1).handed("a", 1, 2, 3).settled("a", Verb.NACK, 1, Result.DONE, 4, 5).handed("a", 2, 6, 7).handed("a", 3, 8, 9).acked("a", 3, 10, 11);
    only(Kind.TWO_LIVE_DELIVERIES);
  }

  @Test
  void aFaultBetweenTwoDeliveriesExplainsTheSecond() {
    published("a", 0, 1).handed("a", 1, 2, 3).fault("t", 10, 20).handed("a", 2, 30, 31).acked("a", 2, 32, 33);
    assertEquals(1, clean().duplicates(Why.FAULT));
  }

  @Test
  void aFaultOfAnotherTopicOrOfAnotherTimeExplainsNothing() {
    published("a", 0, 1).fault("t", 0, 1).fault("other", 0, 99).handed("a", 1, 2, 3).handed("a", 2, 30, 31).acked("a", 2, 32, 33).fault("t", 40, 50);
    only(Kind.TWO_LIVE_DELIVERIES);
  }

  @Test
  void aLostAnswerOfAConsumeExplainsADeliveryThatNobodySaw() {
    published("a", 0, 1).lostAnswer(2, 50).handed("a", 2, 150, 151).acked("a", 2, 152, 153);
    assertEquals(1, clean().duplicates(Why.LOST_ANSWER));
  }

  @Test
  void withoutALostAnswerADeliveryThatNobodySawIsFound() {
    published("a", 0, 1).handed("a", 2, 150, 151).acked("a", 2, 152, 153);
    only(Kind.PHANTOM_DELIVERY);
  }

  @Test
  void aLostAnswerFromBeforeExplainsNoLaterDelivery() {
    lostAnswer(0, 50).published("a", 100, 101).handed("a", 1, 102, 103).handed("a", 3, 400, 401).acked("a", 3, 402, 403);
    only(Kind.PHANTOM_DELIVERY);
  }

  @Test
  void theReceiptOfAnOlderDeliveryMustNotBeHonoured() {
    published("a", 0, 1).handed("a", 1, 2, 3).handed("a", 2, 150, 151).acked("a", 1, 152, 153);
    only(Kind.STALE_RECEIPT_HONOURED);
  }

  @Test
  void neitherByAnExtend() {
    published("a", 0, 1).handed("a", 1, 2, 3).handed("a", 2, 150, 151).settled("a", Verb.EXTEND, 1, Result.DONE, 152, 153).acked("a", 2, 154, 155);
    only(Kind.STALE_RECEIPT_HONOURED);
  }

  @Test
  void attemptsThatWentBackExcuseNoStaleReceipt() {
    published("a", 0, 1).handed("a", 2, 2, 3).handed("a", 1, 200, 201).handed("a", 3, 400, 401).lostAnswer(0, 5).acked("a", 1, 402, 403);
    DeliveryVerdict verdict = checker.finish();
    assertEquals(Map.of(Kind.ATTEMPTS_WENT_BACK, 1L, Kind.STALE_RECEIPT_HONOURED, 1L), verdict.found(), verdict.toString());
  }

  @Test
  void aMessageThatIsDeliveredBeforeAnEarlierOneOfItsKeyIsDoneBreaksTheOrder() {
    keyed("a", 0, 1).keyed("b", 2, 3).handed("a", 1, 4, 5).handed("b", 1, 6, 7).acked("a", 1, 8, 9).acked("b", 1, 10, 11);
    only(Kind.ORDER_BROKEN);
  }

  @Test
  void soDoesOneThatOvertakes() {
    keyed("a", 0, 1).keyed("b", 2, 3).handed("b", 1, 4, 5).acked("b", 1, 6, 7).handed("a", 1, 8, 9).acked("a", 1, 10, 11);
    only(Kind.ORDER_BROKEN);
  }

  @Test
  void messagesThatWerePublishedTogetherHaveNoOrderAndAnUnknownAckMayHaveFreedTheKey() {
    keyed("a", 0, 5).keyed("b", 2, 3).handed("b", 1, 6, 7).acked("b", 1, 8, 9).handed("a", 1, 10, 11).settled("a", Verb.ACK, 1, Result.UNKNOWN, 12, 13);
    keyed("c", 14, 15).handed("c", 1, 16, 17).acked("c", 1, 18, 19).settled("a", Verb.ACK, 1, Result.NOT_FOUND, 20, 21);
    clean();
  }

  @Test
  void aTopicWhoseStoreForgotIsNotJudgedForLossButForInventions() {
    checker.saw(new Seen.FaultBegan(99, "restored from last week", "t", true, 0));
    published("a", 0, 1).handed("b", 1, 2, 3);
    only(Kind.INVENTED);
  }

  private DeliveryCheckerTest published(String id, long called, long returned) {
    return publish(id, Answer.DONE, called, returned);
  }

  private DeliveryCheckerTest keyed(String id, long called, long returned) {
    checker.saw(new Seen.Publishing("t", id, Optional.of("k"), body(id), false, false, called));
    checker.saw(new Seen.Published("t", id, Answer.DONE, returned));
    return this;
  }

  private DeliveryCheckerTest publish(String id, Answer answer, long called, long returned) {
    checker.saw(new Seen.Publishing("t", id, Optional.empty(), body(id), false, false, called));
    checker.saw(new Seen.Published("t", id, answer, returned));
    return this;
  }

  private DeliveryCheckerTest handed(String id, int attempts, long called, long returned) {
    checker.saw(new Seen.Consumed("t", "default", called, returned, List.of(new Handed(id, body(id), attempts, VISIBLE))));
    return this;
  }

  private DeliveryCheckerTest acked(String id, int attempts, long called, long returned) {
    return settled(id, Verb.ACK, attempts, Result.DONE, called, returned);
  }

  private DeliveryCheckerTest settled(String id, Verb verb, int attempts, Result result, long called, long returned) {
    checker.saw(new Seen.Settled("t", "default", id, verb, attempts, result, VISIBLE, called, returned));
    return this;
  }

  private DeliveryCheckerTest lostAnswer(long called, long until) {
    checker.saw(new Seen.ConsumeLost("t", "default", called, until));
    return this;
  }

  private DeliveryCheckerTest fault(String topic, long from, long to) {
    checker.saw(new Seen.FaultBegan(from, "a fault", topic, false, from));
    checker.saw(new Seen.FaultEnded(from, to));
    return this;
  }

  private static long body(String id) {
    return id.hashCode();
  }

  private DeliveryVerdict clean() {
    DeliveryVerdict verdict = checker.finish();
    assertTrue(verdict.isClean(), verdict::toString);
    return verdict;
  }

  private void only(Kind kind) {
    DeliveryVerdict verdict = checker.finish();
    assertEquals(List.of(kind), List.copyOf(verdict.found().keySet()), verdict::toString);
    assertTrue(verdict.violations().get(0).toString().startsWith(kind + ": message "), verdict::toString);
  }
}
