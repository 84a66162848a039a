package io.dss.queue;

import static io.dss.queue.TopicScene.DONE;
import static io.dss.queue.TopicScene.NOT_FOUND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.queue.QueueReply.ItemResult;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class DeliveryTest {
  private final TopicScene scene = new TopicScene();

  @Test
  void messagesComeInTheOrderTheyWerePublishedIn() {
    scene.publish("a", "b");
    scene.publish("c");
    assertEquals(List.of("a", "b", "c"), scene.takeIds(10));
    assertEquals(List.of(), scene.takeIds(10));
  }

  @Test
  void anAcknowledgedMessageIsForgottenWithItsBody() {
    scene.publish("a");
    assertEquals(DONE, scene.ack(scene.takeOne()));
    assertTrue(scene.store.envelopes.isEmpty());
    assertEquals(NOT_FOUND, scene.ack("a"));
  }

  @Test
  void aMessageThatIsNotAcknowledgedInTimeComesAgainFirstInLine() {
    scene.publish("a", "b", "c");
    DeliveredMessage first = scene.takeOne();
    assertEquals(1, first.attempts());
    assertFalse(first.redelivered());
    scene.pass(29_999);
    assertEquals(List.of(2L, 1L, 0L, 0L), scene.counts());
    scene.pass(1);
    assertEquals(List.of(3L, 0L, 0L, 0L), scene.counts());
    DeliveredMessage again = scene.takeOne();
    assertEquals("a", again.messageId());
    assertEquals(2, again.attempts());
    assertEquals(1, again.failures());
    assertTrue(again.redelivered());
  }

  @Test
  void theConsumersOwnVisibilityGoesBeforeThatOfTheTopic() {
    scene.publish("a");
    scene.ask(new QueueCommand.Consume(false, "default", Optional.empty(), 1, 0, OptionalLong.of(100)));
    scene.pass(100);
    assertEquals(List.of(1L, 0L, 0L, 0L), scene.counts());
  }

  @Test
  void visibilityDoesNotCareForTheWallClock() {
    scene.publish("a");
    scene.takeOne();
    scene.wall += 10_000_000;
    scene.runTimer();
    assertEquals(List.of(0L, 1L, 0L, 0L), scene.counts());
    scene.wall -= 20_000_000;
    scene.pass(30_000);
    assertEquals(List.of(1L, 0L, 0L, 0L), scene.counts());
  }

  @Test
  void extendMovesTheEndOfADelivery() {
    scene.publish("a");
    DeliveredMessage taken = scene.takeOne();
    scene.pass(20_000);
    ItemResult extended = scene.item(new QueueCommand.Extend(false, "default", List.of(new ItemRef("a", Optional.of(taken.receipt()))), OptionalLong.of(60_000)));
    assertEquals(new ItemResult.Done(Optional.of(scene.wall + 60_000)), extended);
    scene.pass(59_999);
    assertEquals(List.of(0L, 1L, 0L, 0L), scene.counts());
    scene.pass(1);
    assertEquals(List.of(1L, 0L, 0L, 0L), scene.counts());
    assertEquals(NOT_FOUND, scene.item(new QueueCommand.Extend(false, "default", List.of(new ItemRef("a", Optional.empty())), OptionalLong.empty())));
  }

  @Test
  void aReceiptOfAnOlderDeliveryIsStale() {
    scene.publish("a");
    DeliveredMessage first = scene.takeOne();
    scene.pass(30_000);
    DeliveredMessage second = scene.takeOne();
    assertEquals(new ItemResult.Stale(2), scene.ack(first));
    assertEquals(new ItemResult.Stale(2), scene.nack(first));
    assertEquals(DONE, scene.ack(second));
  }

  @Test
  void aReceiptIsHonouredUntilTheMessageIsDeliveredAgain() {
    scene.publish("a");
    DeliveredMessage first = scene.takeOne();
    scene.pass(30_000);
    assertEquals(DONE, scene.ack(first));
    assertEquals(List.of(), scene.takeIds(1));
  }

  @Test
  void whatIsNoReceiptIsStale() {
    scene.publish("a");
    scene.takeOne();
    for (String receipt : List.of("", "nonsense", "%%%", "AQ", "AAAA")) {
      assertEquals(new ItemResult.Stale(1), scene.ack("default", "a", Optional.of(receipt)), receipt);
    }
    assertEquals(NOT_FOUND, scene.ack("default", "b", Optional.of("nonsense")));
  }

  @Test
  void receiptsGoIntoUrlsAsTheyAre() {
    scene.publish("a");
    assertTrue(scene.takeOne().receipt().matches("[A-Za-z0-9_-]+"));
  }

  @Test
  void withoutAReceiptTheCurrentDeliveryIsAcknowledgedAlsoOfWhatHasJustBecomeReadyAgain() {
    scene.publish("a", "b");
    scene.take("default", 2);
    assertEquals(DONE, scene.ack("b"));
    scene.pass(30_000);
    assertEquals(List.of(1L, 0L, 0L, 0L), scene.counts());
    assertEquals(DONE, scene.ack("a"));
    assertEquals(List.of(), scene.takeIds(1));
  }

  @Test
  void whatWasNeverDeliveredHasNoDeliveryToAcknowledge() {
    scene.publish("a");
    assertEquals(NOT_FOUND, scene.ack("a"));
    assertEquals(List.of("a"), scene.takeIds(1));
  }

  @Test
  void itemsOfAListAreSettledOneByOne() {
    scene.publish("a", "b");
    scene.take("default", 1);
    QueueReply reply = scene.ask(new QueueCommand.Ack(false, "default", List.of(new ItemRef("a", Optional.empty()), new ItemRef("a", Optional.empty()),
        new ItemRef("b", Optional.empty()), new ItemRef("x", Optional.empty()))));
    assertEquals(List.of(DONE, NOT_FOUND, NOT_FOUND, NOT_FOUND), assertInstanceOf(QueueReply.Settled.class, reply).items());
  }

  @Test
  void aMessageGivenBackCountsAsFailedAndComesAgainAtOnce() {
    scene.publish("a", "b");
    scene.nack(scene.takeOne());
    DeliveredMessage again = scene.takeOne();
    assertEquals("a", again.messageId());
    assertEquals(1, again.failures());
    scene.nack(again, OptionalLong.of(500), false);
    assertEquals(List.of(1L, 0L, 1L, 0L), scene.counts());
    scene.pass(500);
    assertEquals(List.of("a", "b"), scene.takeIds(2));
  }

  @Test
  void whatIsNotInFlightCannotBeGivenBack() {
    scene.publish("a");
    DeliveredMessage taken = scene.takeOne();
    scene.pass(30_000);
    assertEquals(NOT_FOUND, scene.nack(taken));
  }

  @Test
  void backoffGrowsUpToItsCapAndJittersWithinItsBounds() {
    scene.configure(settings -> settings.backoff(1_000, 2, 3_000, 10).attempts(100));
    scene.publish("a");
    for (long expected : List.of(1_000L, 2_000L, 3_000L, 3_000L)) {
      scene.nack(scene.takeOne());
      long until = scene.state.topic.sequences.all().iterator().next().places.life.dueWallMillis - scene.wall;
      assertTrue(Math.abs(until - expected) <= expected / 10, expected + " is " + until);
      scene.pass(until - 1);
      assertEquals(List.of(), scene.takeIds(1));
      scene.pass(1);
    }
  }

  @Test
  void backoffWithoutJitterIsExact() {
    scene.configure(settings -> settings.backoff(100, 3, 60_000, 0));
    scene.publish("a");
    scene.nack(scene.takeOne());
    scene.pass(99);
    assertEquals(List.of(), scene.takeIds(1));
    scene.pass(1);
    scene.nack(scene.takeOne());
    scene.pass(299);
    assertEquals(List.of(), scene.takeIds(1));
    scene.pass(1);
    assertEquals(List.of("a"), scene.takeIds(1));
  }

  @Test
  void higherPrioritiesGoFirstAndEveryTenthDeliveryIsTheOldest() {
    scene.publish(TopicScene.prioritized("low", 0), TopicScene.prioritized("lower", 0));
    for (int i = 0; i < 20; i++) scene.publish(TopicScene.prioritized("high" + i, 9));
    for (int i = 0; i < 9; i++) assertEquals(List.of("high" + i), scene.takeIds(1));
    assertEquals(List.of("low"), scene.takeIds(1));
    for (int i = 9; i < 18; i++) assertEquals(List.of("high" + i), scene.takeIds(1));
    assertEquals(List.of("lower"), scene.takeIds(1));
    assertEquals(List.of("high18"), scene.takeIds(1));
  }

  @Test
  void whatCameBackIsFirstOnlyWithinItsPriority() {
    scene.publish(TopicScene.prioritized("low", 1));
    DeliveredMessage low = scene.takeOne();
    scene.publish(TopicScene.prioritized("low2", 1), TopicScene.prioritized("high", 2));
    scene.nack(low);
    assertEquals(List.of("high", "low", "low2"), scene.takeIds(3));
  }

  @Test
  void aBatchEndsBeforeTheBodiesBecomeTooMany() {
    byte[] big = new byte[QueueLimits.CONSUME_BYTES / 2 + 1];
    for (String id : List.of("a", "b")) scene.publish(new NewMessage(id, Optional.empty(), 4, 0, Optional.empty(), big));
    scene.publish(new NewMessage("c", Optional.empty(), 4, 0, Optional.empty(), new byte[QueueLimits.BODY_BYTES]));
    assertEquals(List.of("a"), scene.takeIds(10));
    assertEquals(List.of("b"), scene.takeIds(10));
    assertEquals(List.of("c"), scene.takeIds(10));
  }

  @Test
  void anEnvelopeIsWrittenOnceAStepHoweverMuchHappensToIt() {
    long waiting = scene.send(TopicScene.consume("default", 1, 1_000));
    scene.publish("a");
    assertEquals(List.of("a"), scene.answered(waiting));
    assertEquals(1, scene.outcome.effects().stream().filter(effect -> effect instanceof Effect.Keep).count());
    assertEquals(0, scene.outcome.effects().stream().filter(effect -> effect instanceof Effect.Change).count());
  }

  @Test
  void theNextOnesAreTold() {
    scene.publish("a", "b", "c");
    assertEquals(List.of(1L, 2L), scene.state.next(2));
    scene.take("default", 1);
    assertEquals(List.of(2L, 3L), scene.state.next(5));
  }
}
