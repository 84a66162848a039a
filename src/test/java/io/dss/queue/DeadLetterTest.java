package io.dss.queue;

import static io.dss.queue.TopicScene.DONE;
import static io.dss.queue.TopicScene.NOT_FOUND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.queue.QueueReply.ItemResult;
import io.dss.queue.QueueReply.Stepped;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DeadLetterTest {
  private final TopicScene scene = new TopicScene();

  private void kill(String... ids) {
    scene.publish(ids);
    for (DeliveredMessage message : scene.take("default", ids.length)) scene.nack(message, OptionalLong.empty(), true);
  }

  private Stepped redrive(List<String> ids, Optional<String> reason, long limit) {
    return assertInstanceOf(Stepped.class, scene.ask(new QueueCommand.Redrive(ids, reason, limit, 0, 0)));
  }

  @Test
  void tooManyFailuresMakeAMessageDeadInOneChange() {
    scene.configure(settings -> settings.attempts(2));
    scene.publish("a");
    scene.nack(scene.takeOne());
    scene.takeOne();
    scene.pass(30_000);
    assertEquals(List.of(0L, 0L, 0L, 1L), scene.counts());
    DeliveredMessage dead = scene.takeDead(1).get(0);
    assertEquals(new Death("max_attempts", "", "orders", "default", 1, scene.wall), dead.death().orElseThrow());
    assertEquals(3, dead.attempts());
    assertEquals(2, dead.failures());
    assertEquals(1, scene.store.envelopes.size());
  }

  @Test
  void theNackThatWasOneTooManySaysWhyItDied() {
    scene.configure(settings -> settings.attempts(2));
    scene.publish("a");
    for (int i = 0; i < 2; i++) scene.nack(scene.takeOne());
    Death death = scene.reload().takeDead(1).get(0).death().orElseThrow();
    assertEquals(List.of("max_attempts", "why"), List.of(death.reason(), death.detail()));
  }

  @Test
  void aRejectedMessageDiesAtOnceForTheReasonGiven() {
    kill("a");
    assertEquals(1, scene.outcome.effects().stream().filter(effect -> effect instanceof Effect.Change).count());
    Death death = scene.reload().takeDead(1).get(0).death().orElseThrow();
    assertEquals(List.of("rejected", "why"), List.of(death.reason(), death.detail()));
  }

  @Test
  void aDeadMessageIsNoMoreOfItsGroup() {
    kill("a");
    assertEquals(NOT_FOUND, scene.ack("a"));
    assertEquals(List.of(), scene.takeIds(1));
  }

  @Test
  void anAckInTheLaneForgetsItForGood() {
    kill("a", "b");
    DeliveredMessage taken = scene.takeDead(1).get(0);
    assertEquals(List.of(0L, 0L, 0L, 2L), scene.counts());
    ItemRef item = new ItemRef("a", Optional.of(taken.receipt()));
    assertEquals(NOT_FOUND, scene.item(new QueueCommand.Ack(false, "default", List.of(item))));
    assertEquals(DONE, scene.item(new QueueCommand.Ack(true, "default", List.of(item))));
    assertEquals(List.of(0L, 0L, 0L, 1L), scene.counts());
    assertEquals(NOT_FOUND, scene.item(new QueueCommand.Ack(true, "default", List.of(item))));
  }

  @Test
  void aDeliveryFromTheLaneEndsLikeAnyOtherButNothingDiesTwice() {
    scene.configure(settings -> settings.attempts(1));
    kill("a");
    DeliveredMessage first = scene.takeDead(1).get(0);
    assertEquals(List.of(), scene.takeDead(1));
    scene.pass(30_000);
    DeliveredMessage second = scene.takeDead(1).get(0);
    assertEquals(first.attempts() + 1, second.attempts());
    assertEquals(first.failures(), second.failures());
    ItemRef stale = new ItemRef("a", Optional.of(first.receipt()));
    assertEquals(new ItemResult.Stale(3), scene.item(new QueueCommand.Ack(true, "default", List.of(stale))));
    ItemRef current = new ItemRef("a", Optional.of(second.receipt()));
    assertEquals(DONE, scene.item(new QueueCommand.Nack(true, "default", List.of(current), OptionalLong.empty(), Optional.empty(), true)));
    assertEquals(1, scene.takeDead(1).get(0).death().orElseThrow().hops());
  }

  @Test
  void aDeliveryFromTheLaneOutlivesAChangeOfOwner() {
    kill("a");
    DeliveredMessage taken = scene.takeDead(1).get(0);
    scene.reload();
    assertEquals(List.of(), scene.takeDead(1));
    ItemRef item = new ItemRef("a", Optional.of(taken.receipt()));
    assertEquals(new ItemResult.Done(Optional.of(scene.wall + 1)), scene.item(new QueueCommand.Extend(true, "default", List.of(item), OptionalLong.of(1))));
    scene.pass(1);
    assertEquals(1, scene.takeDead(1).size());
  }

  @Test
  void theLaneHoldsWhatDiedInEveryGroupAndSaysWhere() {
    scene.take("billing", 1);
    scene.publish("a");
    DeliveredMessage billing = scene.take("billing", 1).get(0);
    scene.nack(scene.takeOne(), OptionalLong.empty(), true);
    scene.item(new QueueCommand.Nack(false, "billing", List.of(new ItemRef("a", Optional.of(billing.receipt()))), OptionalLong.empty(), Optional.empty(), true));
    List<DeliveredMessage> dead = scene.takeDead(10);
    assertEquals(List.of("default", "billing"), dead.stream().map(each -> each.death().orElseThrow().group()).toList());
    assertEquals(DONE, scene.item(new QueueCommand.Ack(true, "default", List.of(new ItemRef("a", Optional.of(dead.get(1).receipt()))))));
    assertEquals(List.of(0L, 0L, 0L, 1L), scene.counts("default"));
    assertEquals(List.of(0L, 0L, 0L, 0L), scene.counts("billing"));
  }

  @Test
  void withoutAReceiptTheEntryThatIsBeingDeliveredIsMeant() {
    scene.take("billing", 1);
    scene.publish("a");
    DeliveredMessage billing = scene.take("billing", 1).get(0);
    scene.item(new QueueCommand.Nack(false, "billing", List.of(new ItemRef("a", Optional.of(billing.receipt()))), OptionalLong.empty(), Optional.empty(), true));
    scene.takeDead(1);
    scene.nack(scene.takeOne(), OptionalLong.empty(), true);
    assertEquals(DONE, scene.item(new QueueCommand.Ack(true, "default", List.of(new ItemRef("a", Optional.empty())))));
    assertEquals(0L, scene.counts("billing").get(3));
  }

  @Test
  void whoeverWaitsForTheDeadGetsThem() {
    scene.publish("a");
    long waiting = scene.send(new QueueCommand.Consume(true, "default", Optional.empty(), 1, 1_000, OptionalLong.empty()));
    scene.nack(scene.takeOne(), OptionalLong.empty(), true);
    assertEquals(List.of("a"), scene.answered(waiting));
  }

  @Test
  void aRedriveForgetsFailuresAndKeepsAttemptsAndHops() {
    scene.configure(settings -> settings.attempts(1));
    scene.publish("a", "b");
    scene.nack(scene.takeOne());
    DeliveredMessage lane = scene.takeDead(1).get(0);
    assertEquals(1, redrive(List.of(), Optional.empty(), Long.MAX_VALUE).total());
    scene.reload();
    DeliveredMessage again = scene.takeOne();
    assertEquals(List.of("a", 3, 0), List.of(again.messageId(), again.attempts(), again.failures()));
    assertEquals(new ItemResult.Stale(3), scene.ack(lane));
    scene.nack(again);
    assertEquals(2, scene.takeDead(1).get(0).death().orElseThrow().hops());
  }

  @Test
  void aReceiptFromTheLaneMeansNothingInTheGroup() {
    kill("a");
    DeliveredMessage lane = scene.takeDead(1).get(0);
    redrive(List.of(), Optional.empty(), 10);
    assertEquals(new ItemResult.Stale(2), scene.ack(lane));
    assertEquals(List.of("a"), scene.takeIds(1));
  }

  @Test
  void aRedriveMayBeNarrowedByIdReasonAndNumber() {
    kill("a", "b", "c", "d");
    scene.configure(settings -> settings.attempts(1));
    scene.publish("e");
    scene.nack(scene.takeOne());
    assertEquals(1, redrive(List.of(), Optional.of("max_attempts"), 10).total());
    assertEquals(2, redrive(List.of("b", "x", "c"), Optional.empty(), 10).total());
    Stepped limited = redrive(List.of(), Optional.of("rejected"), 1);
    assertEquals(List.of(1L, false), List.of(limited.total(), limited.more()));
    assertEquals(List.of(4L, 0L, 0L, 1L), scene.counts());
    assertEquals(List.of("a", "b", "c", "e"), scene.takeIds(10));
  }

  @Test
  void purgesAndRedrivesGoInStepsThatAddUpAndStopAtWhatWasThereAtTheBeginning() {
    int many = QueueLimits.STEP_MESSAGES + 10;
    scene.publish(IntStream.range(0, many).mapToObj(i -> "m" + i).toArray(String[]::new));
    for (DeliveredMessage message : scene.take("default", many)) {
      scene.ask(new QueueCommand.Nack(false, "default", List.of(new ItemRef(message.messageId(), Optional.empty())), OptionalLong.empty(), Optional.empty(), true));
    }
    Stepped first = redrive(List.of(), Optional.empty(), Long.MAX_VALUE);
    assertEquals(List.of((long) QueueLimits.STEP_MESSAGES, true), List.of(first.total(), first.more()));
    Stepped second = assertInstanceOf(Stepped.class,
        scene.ask(new QueueCommand.Redrive(List.of(), Optional.empty(), Long.MAX_VALUE, first.upTo(), first.total())));
    assertEquals(new Stepped(first.upTo(), many, false), second);
    Stepped purged = assertInstanceOf(Stepped.class, scene.ask(new QueueCommand.Purge(false, 0, 0)));
    assertTrue(purged.more());
    scene.publish("new");
    assertEquals(new Stepped(purged.upTo(), many, false), scene.ask(new QueueCommand.Purge(false, purged.upTo(), purged.total())));
    assertEquals(List.of("new"), scene.takeIds(10));
  }

  @Test
  void aPurgeTakesWhatIsInFlightAndLeavesTheDead() {
    kill("dead");
    scene.publish(TopicScene.delayed("later", 100), TopicScene.message("a"), TopicScene.message("b"));
    scene.take("default", 1);
    assertEquals(3, assertInstanceOf(Stepped.class, scene.ask(new QueueCommand.Purge(false, 0, 0))).total());
    assertEquals(List.of(0L, 0L, 0L, 1L), scene.counts());
    scene.takeDead(1);
    assertEquals(1, assertInstanceOf(Stepped.class, scene.ask(new QueueCommand.Purge(true, 0, 0))).total());
    assertTrue(scene.store.envelopes.isEmpty());
  }

  @Test
  void whatDiesForAnotherTopicIsForwardedAndStaysUntilItIsThere() {
    scene.configure(settings -> settings.deadLetter("graves"));
    kill("a");
    Outcome.Forward forward = scene.forwards.get(0);
    assertEquals(List.of("graves", "a", "default"), List.of(forward.to(), forward.messageId(), forward.group()));
    assertEquals(List.of(0L, 0L, 0L, 1L), scene.counts());
    assertEquals(List.of(), scene.takeDead(1));
    scene.reload().forwards.clear();
    scene.runTimer();
    assertEquals(List.of(forward), scene.forwards);
    assertEquals(new QueueReply.Noted(), scene.ask(new QueueCommand.Forwarded(forward.sequence(), "default")));
    assertTrue(scene.store.envelopes.isEmpty());
    assertEquals(new QueueReply.Noted(), scene.ask(new QueueCommand.Forwarded(forward.sequence(), "default")));
  }

  @Test
  void theDeadAreForwardedWhenTheSettingsSendThemElsewhere() {
    kill("a", "b");
    scene.configure(settings -> settings.deadLetter("graves"));
    scene.runTimer();
    assertEquals(List.of("a", "b"), scene.forwards.stream().map(Outcome.Forward::messageId).toList());
  }

  @Test
  void whatWasRedrivenMeanwhileIsNotForgottenWhenItsForwardIsDone() {
    scene.configure(settings -> settings.deadLetter("graves"));
    kill("a");
    redrive(List.of(), Optional.empty(), 10);
    scene.ask(new QueueCommand.Forwarded(scene.forwards.get(0).sequence(), "default"));
    assertEquals(List.of("a"), scene.takeIds(1));
  }

  private static String[] names(int count) {
    return IntStream.range(0, count).mapToObj(i -> "m" + i).toArray(String[]::new);
  }

  @Test
  void onlySoManyAreHandedOutAtOnceAndEachEndMakesRoomForTheNext() {
    scene.configure(settings -> settings.deadLetter("graves"));
    kill(names(QueueLimits.FORWARDS + 2));
    scene.runTimer();
    assertEquals(QueueLimits.FORWARDS, scene.forwards.size());
    scene.state.forwardEnded(scene.forwards.get(5));
    scene.runTimer();
    assertEquals("m" + QueueLimits.FORWARDS, scene.forwards.get(QueueLimits.FORWARDS).messageId());
    scene.ask(new QueueCommand.Forwarded(scene.forwards.get(6).sequence(), "default"));
    scene.runTimer();
    assertEquals(QueueLimits.FORWARDS + 2, scene.forwards.size());
  }

  @Test
  void whatDiesBehindTheOthersWhileThereIsNoRoomIsFoundToo() {
    scene.configure(settings -> settings.deadLetter("graves"));
    scene.publish("early");
    DeliveredMessage early = scene.takeOne();
    kill(names(QueueLimits.FORWARDS));
    scene.nack(early, OptionalLong.empty(), true);
    assertEquals(QueueLimits.FORWARDS, scene.forwards.size());
    scene.ask(new QueueCommand.Forwarded(scene.forwards.get(9).sequence(), "default"));
    scene.runTimer();
    assertEquals("early", scene.forwards.get(QueueLimits.FORWARDS).messageId());
  }

  @Test
  void aForwardIsMeantOnlyForTheDeathAndTheTopicItWasHandedOutFor() {
    scene.configure(settings -> settings.deadLetter("graves"));
    kill("a", "b");
    Outcome.Forward first = scene.forwards.get(0);
    assertTrue(scene.state.meant(first));
    scene.configure(settings -> settings.deadLetter("crypts"));
    scene.runTimer();
    assertFalse(scene.state.meant(first));
    assertEquals(List.of("crypts", "crypts"), scene.forwards.subList(2, 4).stream().map(Outcome.Forward::to).toList());
    redrive(List.of("a"), Optional.empty(), 10);
    assertFalse(scene.state.meant(scene.forwards.get(2)));
    scene.nack(scene.takeOne(), OptionalLong.empty(), true);
    assertFalse(scene.state.meant(scene.forwards.get(2)));
    assertEquals(2, scene.forwards.get(4).death().hops());
    assertTrue(scene.state.meant(scene.forwards.get(4)));
    scene.configure(settings -> settings.deadLetter("orders.dead"));
    assertFalse(scene.state.meant(scene.forwards.get(4)));
  }
}
