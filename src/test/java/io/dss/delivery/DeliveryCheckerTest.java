package io.dss.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class DeliveryCheckerTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long VISIBILITY = 5 * SECOND;

  private final DeliveryHistory history = new DeliveryHistory();

  private void publish(String id, long at) {
    history.publishing(id, "body", Optional.empty(), 0);
    history.published(id, at, at + 10, true, true);
  }

  private void publish(String id, String key, long number, long at) {
    history.publishing(id, "body", Optional.of(key), number);
    history.published(id, at, at + 10, true, true);
  }

  private void deliver(String id, int attempts, long at) {
    history.delivered(id, "body", attempts, at, at + 10, VISIBILITY);
  }

  private void ack(String id, long at) {
    history.acked(id, at, at + 10, true, true);
  }

  private void assertHolds() {
    Verdict verdict = history.verdict();
    assertTrue(verdict.holds(), verdict::toString);
  }

  private void assertViolates(String kind) {
    Verdict verdict = history.verdict();
    assertFalse(verdict.holds(), verdict::toString);
    assertTrue(verdict.violations().stream().allMatch(violation -> violation.startsWith(kind + ":")), verdict::toString);
  }

  @Test
  void whatIsPublishedDeliveredAndAcknowledgedHolds() {
    publish("a", 0);
    deliver("a", 1, 100);
    ack("a", 200);
    assertHolds();
    assertEquals(Map.of("publishes DONE", 1L, "deliveries", 1L, "acks DONE", 1L), history.verdict().counts());
  }

  @Test
  void whatWasPublishedAndNeverAcknowledgedIsLost() {
    publish("a", 0);
    assertViolates("lost");
  }

  @Test
  void whatWasDeliveredAndNotThereInTheEndIsLostToo() {
    publish("a", 0);
    deliver("a", 1, 100);
    history.acked("a", 200, 210, true, false);
    assertViolates("lost");
  }

  @Test
  void anAckOfUnknownOutcomeMayHaveTakenItAway() {
    publish("a", 0);
    deliver("a", 1, 100);
    history.acked("a", 200, 210, false, false);
    assertHolds();
  }

  @Test
  void aPublishOfUnknownOutcomeMayOrMayNotBeThere() {
    history.publishing("a", "body", Optional.empty(), 0);
    history.published("a", 0, 10, false, false);
    assertHolds();
    deliver("a", 1, 100);
    ack("a", 200);
    assertHolds();
  }

  @Test
  void whatNobodyPublishedIsInvented() {
    deliver("a", 1, 100);
    assertViolates("invented");
  }

  @Test
  void whatWasRefusedIsInvented() {
    history.publishing("a", "body", Optional.empty(), 0);
    history.published("a", 0, 10, true, false);
    deliver("a", 1, 100);
    assertViolates("invented");
  }

  @Test
  void anotherBodyIsInvented() {
    publish("a", 0);
    history.delivered("a", "somebody else's", 1, 100, 110, VISIBILITY);
    ack("a", 200);
    assertViolates("invented");
  }

  @Test
  void aConsumeThatBeganAfterTheAckWasAnsweredMustNotBringIt() {
    publish("a", 0);
    deliver("a", 1, 100);
    ack("a", 200);
    deliver("a", 2, 211 + VISIBILITY);
    assertViolates("after its ack");
  }

  @Test
  void aConsumeThatBeganBeforeTheAckWasAnsweredMayBringIt() {
    publish("a", 0);
    deliver("a", 1, 100);
    ack("a", 100 + VISIBILITY);
    deliver("a", 2, 105 + VISIBILITY);
    assertHolds();
  }

  @Test
  void aDuplicateIsExplainedByItsVisibilityAndByNothingLess() {
    publish("a", 0);
    deliver("a", 1, 100);
    deliver("a", 2, 100 + VISIBILITY - 10);
    ack("a", 200 + VISIBILITY);
    assertHolds();
    assertEquals(Map.of("its visibility ended", 1L), history.verdict().explained());
    deliver("a", 3, 100 + VISIBILITY + 20);
    assertViolates("unexplained");
  }

  @Test
  void aDuplicateIsExplainedByANackThatWasNotRefused() {
    publish("a", 0);
    deliver("a", 1, 100);
    history.nacked("a", 200, 210, true, true);
    deliver("a", 2, 300);
    ack("a", 400);
    assertHolds();
    assertEquals(Map.of("it was given back", 1L), history.verdict().explained());
  }

  @Test
  void aNackThatWasRefusedExplainsNothing() {
    publish("a", 0);
    deliver("a", 1, 100);
    history.nacked("a", 200, 210, true, false);
    deliver("a", 2, 300);
    ack("a", 400);
    assertViolates("unexplained");
  }

  @Test
  void aDuplicateIsExplainedByAFaultThatWasNotLongAgo() {
    publish("a", 0);
    deliver("a", 1, 100 * SECOND);
    history.fault(100 * SECOND + 50, "killed");
    deliver("a", 2, 101 * SECOND);
    ack("a", 102 * SECOND);
    assertHolds();
    publish("b", 0);
    deliver("b", 1, 200 * SECOND);
    deliver("b", 2, 201 * SECOND);
    ack("b", 202 * SECOND);
    assertViolates("unexplained");
  }

  @Test
  void anAttemptHasOneDelivery() {
    publish("a", 0);
    deliver("a", 1, 100);
    deliver("a", 1, 100 + VISIBILITY);
    ack("a", 200 + VISIBILITY);
    assertViolates("attempts");
  }

  @Test
  void attemptsDoNotGoBack() {
    publish("a", 0);
    deliver("a", 2, 100);
    deliver("a", 1, 100 + VISIBILITY);
    ack("a", 200 + VISIBILITY);
    assertViolates("attempts");
  }

  @Test
  void aMessageOfAKeyWaitsForTheAckOfTheOneBefore() {
    publish("a", "key", 1, 0);
    publish("b", "key", 2, 20);
    deliver("a", 1, 100);
    deliver("b", 1, 150);
    ack("a", 200);
    ack("b", 300);
    assertViolates("order");
  }

  @Test
  void messagesOfAKeyInTheirOrderHold() {
    publish("a", "key", 1, 0);
    publish("b", "key", 2, 20);
    deliver("a", 1, 100);
    ack("a", 200);
    deliver("b", 1, 205);
    ack("b", 300);
    assertHolds();
  }

  @Test
  void whatWasPerhapsNeverPublishedHoldsNobodyUp() {
    history.publishing("a", "body", Optional.of("key"), 1);
    history.published("a", 0, 10, false, false);
    publish("b", "key", 2, 20);
    deliver("b", 1, 100);
    ack("b", 200);
    assertHolds();
  }

  /** A random good history holds; each way of breaking it at a random message is found. */
  @Test
  void aGoodHistoryThatIsBrokenAnywhereIsFound() {
    for (long seed = 1; seed <= 50; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int broken = random.nextInt(100);
      assertTrue(random(random.split(), 100, it -> {}, -1).verdict().holds(), "seed " + seed);
      SplittableRandom again = random.split();
      assertFalse(random(again.split(), 100, it -> it.delivered("m" + broken, "body", 9, 1_000 * SECOND, 1_001 * SECOND, VISIBILITY), -1).verdict().holds(), "seed " + seed);
      assertFalse(random(again.split(), 100, it -> it.delivered("x", "body", 1, 1, 2, VISIBILITY), -1).verdict().holds(), "seed " + seed);
      assertFalse(random(again.split(), 100, it -> {}, broken).verdict().holds(), "seed " + seed);
    }
  }

  /** @param lost which message is never acknowledged; -1 for none */
  private static DeliveryHistory random(SplittableRandom random, int messages, Consumer<DeliveryHistory> breaking, int lost) {
    DeliveryHistory made = new DeliveryHistory();
    for (int i = 0; i < messages; i++) {
      String id = "m" + i;
      long at = random.nextLong(10 * SECOND);
      made.publishing(id, "body", Optional.empty(), 0);
      made.published(id, at, at + 5, true, true);
      int deliveries = 1 + random.nextInt(3);
      for (int attempt = 1; attempt <= deliveries; attempt++) {
        at += VISIBILITY + random.nextLong(SECOND);
        made.delivered(id, "body", attempt, at, at + 5, VISIBILITY);
      }
      if (i != lost) made.acked(id, at + 10, at + 20, true, true);
    }
    breaking.accept(made);
    return made;
  }
}
