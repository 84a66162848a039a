package io.dss.queue;

import static io.dss.queue.TopicScene.DONE;
import static io.dss.queue.TopicScene.consumeAs;
import static io.dss.queue.TopicScene.keyed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.queue.TopicSettings.OnPoison;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class KeysTest {
  private final TopicScene scene = new TopicScene();

  @Test
  void messagesOfOneKeyComeOneAfterTheOtherAndThoseOfOtherKeysBeside() {
    scene.publish(keyed("a1", "a"), keyed("a2", "a"), keyed("b1", "b"), TopicScene.message("x"));
    List<DeliveredMessage> taken = scene.take("default", 10);
    assertEquals(List.of("a1", "b1", "x"), TopicScene.ids(taken));
    assertEquals(List.of(1L, 3L, 0L, 0L), scene.counts());
    scene.ack(taken.get(0));
    assertEquals(List.of("a2"), scene.takeIds(10));
  }

  @Test
  void aMessageThatRestsKeepsThoseBehindItWaiting() {
    scene.publish(keyed("a1", "a"), keyed("a2", "a"));
    scene.nack(scene.takeOne(), OptionalLong.of(1_000), false);
    assertEquals(List.of(), scene.takeIds(10));
    scene.reload();
    assertEquals(List.of(), scene.takeIds(10));
    scene.pass(1_000);
    assertEquals(List.of("a1"), scene.takeIds(10));
  }

  @Test
  void anyEndOfTheFirstFreesTheNext() {
    scene.configure(settings -> settings.attempts(1));
    scene.publish(keyed("a1", "a"), keyed("a2", "a"), keyed("a3", "a"), keyed("a4", "a"));
    scene.takeOne();
    scene.pass(30_000);
    assertEquals("a2", scene.takeOne().messageId());
    scene.ack("a2");
    scene.nack(scene.takeOne(), OptionalLong.empty(), true);
    assertEquals("a4", scene.takeOne().messageId());
  }

  @Test
  void aKeyIsOneForEachGroup() {
    scene.take("billing", 1);
    scene.publish(keyed("a1", "a"), keyed("a2", "a"));
    assertEquals(List.of("a1"), scene.takeIds(10));
    assertEquals(List.of("a1"), TopicScene.ids(scene.take("billing", 10)));
  }

  @Test
  void aDelayedMessageJoinsItsKeyWhenItComesDue() {
    scene.publish(new NewMessage("late", Optional.of("a"), 9, 1_000, Optional.empty(), new byte[1]), keyed("a1", "a"));
    assertEquals(List.of("a1"), scene.takeIds(10));
    scene.publish(keyed("a2", "a"));
    scene.pass(1_000);
    scene.publish(keyed("a3", "a"));
    scene.reload();
    for (String id : List.of("a1", "a2", "late", "a3")) {
      assertEquals(DONE, scene.ack(id));
      scene.takeIds(10);
    }
  }

  @Test
  void theNextOfAKeyWaitsForTheConsumerThatHadTheLast() {
    scene.publish(keyed("a1", "a"), keyed("a2", "a"));
    scene.ack(scene.takeAs("c1", 1).get(0));
    assertEquals(List.of(), scene.takeIds(10));
    assertEquals(List.of(), TopicScene.ids(scene.takeAs("c2", 10)));
    assertEquals(List.of("a2"), TopicScene.ids(scene.takeAs("c1", 10)));
  }

  @Test
  void aKeyIsAnybodysOnceItsConsumerWasNotSeenForLong() {
    scene.publish(keyed("a1", "a"), keyed("a2", "a"));
    scene.ack(scene.takeAs("c1", 1).get(0));
    long waiting = scene.send(consumeAs("c2", 1, 20_000));
    scene.pass(QueueLimits.STICKY_MILLIS - 1);
    assertNull(scene.answered(waiting));
    scene.pass(1);
    assertEquals(List.of("a2"), scene.answered(waiting));
  }

  @Test
  void whoeverWaitsIsThere() {
    scene.publish(keyed("a1", "a"));
    DeliveredMessage first = scene.takeAs("c1", 1).get(0);
    long other = scene.send(consumeAs("c2", 1, 20_000));
    long self = scene.send(consumeAs("c1", 1, 20_000));
    scene.pass(3 * QueueLimits.STICKY_MILLIS);
    scene.publish(keyed("a2", "a"));
    scene.ack(first);
    assertEquals(List.of("a2"), scene.answered(self));
    assertNull(scene.answered(other));
  }

  @Test
  void whatIsReservedForAConsumerThatWaitsReachesItWhenAPauseEnds() {
    scene.publish(keyed("a1", "a"), keyed("a2", "a"));
    DeliveredMessage first = scene.takeAs("c1", 1).get(0);
    scene.send(consumeAs("c2", 1, 20_000));
    scene.ack(first);
    scene.ask(new QueueCommand.Pause());
    long self = scene.send(consumeAs("c1", 1, 20_000));
    scene.ask(new QueueCommand.Resume(Optional.empty()));
    assertEquals(List.of("a2"), scene.answered(self));
  }

  @Test
  void aKeyWithoutMessagesIsRememberedOnlyForAConsumerThatIsThere() {
    scene.publish(keyed("a1", "a"), keyed("b1", "b"));
    scene.ack(scene.takeAs("c1", 1).get(0));
    scene.ack(scene.takeOne());
    assertEquals(1, scene.state.topic.groups.standard().keys.size());
    scene.pass(QueueLimits.STICKY_MILLIS);
    assertEquals(0, scene.state.topic.groups.standard().keys.size());
  }

  @Test
  void keysWithoutMessagesAreBounded() {
    for (int i = 0; i < Keys.IDLE_KEYS + 5; i++) {
      scene.state.apply(i, new QueueCommand.Publish(List.of(keyed("m" + i, "k" + i))), Optional.empty(), scene.now());
      scene.state.apply(i, consumeAs("c1", 1, 0), Optional.empty(), scene.now());
      scene.state.apply(i, new QueueCommand.Ack(false, "default", List.of(new ItemRef("m" + i, Optional.empty()))), Optional.empty(), scene.now());
    }
    assertEquals(Keys.IDLE_KEYS, scene.state.topic.groups.standard().keys.size());
    TopicAudit.check(scene.state);
  }

  @Test
  void aPoisonedMessageThatBlocksIsTriedOnAndOnAndRestsAtLeastASecond() {
    scene.configure(settings -> settings.attempts(2).onPoison(OnPoison.BLOCK));
    scene.publish(keyed("a1", "a"), keyed("a2", "a"));
    scene.nack(scene.takeOne());
    for (int i = 0; i < 5; i++) {
      scene.nack(scene.takeOne());
      scene.pass(999);
      assertEquals(List.of(), scene.takeIds(10));
      scene.pass(1);
    }
    assertEquals(7, scene.takeOne().attempts());
    assertEquals(List.of(1L, 1L, 0L, 0L), scene.counts());
  }

  @Test
  void withoutAKeyNothingBlocks() {
    scene.configure(settings -> settings.attempts(1).onPoison(OnPoison.BLOCK));
    scene.publish("a");
    scene.nack(scene.takeOne());
    assertEquals(List.of(0L, 0L, 0L, 1L), scene.counts());
  }

  @Test
  void aPoisonedMessageIsSkippedByDefault() {
    scene.configure(settings -> settings.attempts(1));
    scene.publish(keyed("a1", "a"), keyed("a2", "a"));
    scene.nack(scene.takeOne());
    assertEquals(List.of("a2"), scene.takeIds(10));
  }

  private void park() {
    scene.configure(settings -> settings.attempts(1).onPoison(OnPoison.PARK_KEY));
    scene.publish(keyed("a1", "a"), keyed("a2", "a"), keyed("b1", "b"));
    scene.nack(scene.takeOne());
  }

  @Test
  void aParkedKeyWaitsForAnOperatorAlsoOverAChangeOfOwner() {
    park();
    assertTrue(scene.events.contains(new QueueEvent.KeyParked("a", "default")));
    scene.reload();
    assertEquals(List.of("b1"), scene.takeIds(10));
    assertEquals(1, scene.describe().groups().get(0).parkedKeys());
    scene.ask(new QueueCommand.Resume(Optional.of("a")));
    assertEquals(List.of("a2"), scene.takeIds(10));
    assertEquals(0, scene.reload().describe().groups().get(0).parkedKeys());
  }

  @Test
  void theRedriveOfTheMessageThatParkedAKeyFreesItAndIsFirst() {
    park();
    scene.ask(new QueueCommand.Redrive(List.of("a1"), Optional.empty(), 1, 0, 0));
    assertEquals(List.of("a1", "b1"), scene.takeIds(10));
    scene.ack("a1");
    assertEquals(List.of("a2"), scene.takeIds(10));
  }

  @Test
  void aRedrivenMessageGoesBeforeThoseOfItsKeyThatWait() {
    scene.configure(settings -> settings.attempts(1));
    scene.publish(keyed("a1", "a"), keyed("a2", "a"), keyed("a3", "a"));
    scene.nack(scene.takeOne());
    DeliveredMessage second = scene.takeOne();
    scene.ask(new QueueCommand.Redrive(List.of(), Optional.empty(), 1, 0, 0));
    scene.ack(second);
    scene.reload();
    assertEquals(List.of("a1"), scene.takeIds(10));
  }

  @Test
  void prioritiesDoNotChangeTheOrderWithinAKey() {
    scene.publish(new NewMessage("low", Optional.of("a"), 0, 0, Optional.empty(), new byte[1]));
    scene.publish(new NewMessage("high", Optional.of("a"), 9, 0, Optional.empty(), new byte[1]), TopicScene.message("x"));
    assertEquals(List.of("x", "low"), scene.takeIds(10));
  }
}
