package io.dss.queue;

import static io.dss.queue.TopicScene.consume;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class WaitingTest {
  private final TopicScene scene = new TopicScene();

  @Test
  void whoWaitedLongestIsServedFirstWithWhatThereIs() {
    scene.publish("seed");
    scene.take("default", 1);
    long first = scene.send(consume("default", 1, 1_000));
    long second = scene.send(consume("default", 5, 1_000));
    long third = scene.send(consume("default", 5, 1_000));
    scene.publish("a", "b", "c");
    assertEquals(List.of("a"), scene.answered(first));
    assertEquals(List.of("b", "c"), scene.answered(second));
    assertNull(scene.answered(third));
  }

  @Test
  void aWaitEndsWithNothing() {
    long call = scene.send(consume("default", 1, 1_000));
    scene.pass(999);
    assertNull(scene.answered(call));
    scene.pass(1);
    assertEquals(List.of(), scene.answered(call));
    assertFalse(scene.state.exists());
  }

  @Test
  void aMessageThatComesBackIsGivenToWhoWaitsAtOnce() {
    scene.publish("a");
    scene.takeOne();
    long call = scene.send(consume("default", 1, 60_000));
    scene.pass(30_000);
    assertEquals(List.of("a"), scene.answered(call));
  }

  @Test
  void aMessageThatComesDueInTheInstantInWhichAWaitEndsIsGiven() {
    scene.publish(TopicScene.delayed("a", 1_000));
    long call = scene.send(consume("default", 1, 1_000));
    scene.pass(1_000);
    assertEquals(List.of("a"), scene.answered(call));
  }

  @Test
  void aNackAndAResumeServeThoseWhoWaitToo() {
    scene.publish("a");
    DeliveredMessage taken = scene.takeOne();
    long first = scene.send(consume("default", 1, 60_000));
    scene.ask(new QueueCommand.Pause());
    scene.nack(taken);
    assertNull(scene.answered(first));
    scene.ask(new QueueCommand.Resume(Optional.empty()));
    assertEquals(List.of("a"), scene.answered(first));
  }

  @Test
  void nothingIsDeliveredWhilePausedAndPublishingGoesOn() {
    assertEquals(new QueueReply.NoSuchTopic(), scene.ask(new QueueCommand.Pause()));
    scene.publish("a");
    assertEquals(new QueueReply.Paused(true), scene.ask(new QueueCommand.Pause()));
    scene.publish("b");
    scene.reload();
    assertEquals(List.of(), scene.takeIds(5));
    assertEquals(new QueueReply.Paused(false), scene.ask(new QueueCommand.Resume(Optional.empty())));
    assertEquals(List.of("a", "b"), scene.takeIds(5));
  }

  @Test
  void aCallThatWasGivenUpIsGivenNothing() {
    long call = scene.send(consume("default", 1, 60_000));
    scene.state.cancel(call);
    scene.state.cancel(call);
    scene.publish("a");
    assertNull(scene.answered(call));
    assertEquals(List.of("a"), scene.takeIds(1));
  }

  @Test
  void thereIsALimitToThoseWhoWait() {
    for (int i = 0; i < QueueLimits.WAITERS; i++) scene.state.apply(1_000_000 + i, consume("default", 1, 1_000), Optional.empty(), scene.now());
    assertEquals(new QueueReply.LimitReached("consumers that wait", QueueLimits.WAITERS), scene.ask(consume("default", 1, 1_000)));
    assertEquals(List.of(), scene.takeIds(1));
  }

  @Test
  void waitsEndABoundedNumberAtATime() {
    for (int i = 0; i < QueueLimits.STEP_MESSAGES + 1; i++) scene.state.apply(1_000_000 + i, consume("default", 1, 1_000), Optional.empty(), scene.now());
    scene.monotonic += 1_000;
    assertEquals(QueueLimits.STEP_MESSAGES, scene.state.due(scene.now()).answers().size());
    assertEquals(1, scene.state.due(scene.now()).answers().size());
  }

  @Test
  void eachGroupGetsEveryMessageThatIsPublishedAfterItBegan() {
    scene.publish("before");
    assertEquals(List.of(), scene.take("billing", 5));
    scene.publish("after");
    scene.reload();
    assertEquals(List.of("after"), TopicScene.ids(scene.take("billing", 5)));
    assertEquals(List.of("before", "after"), scene.takeIds(5));
    scene.ack("after");
    assertEquals(2, scene.store.envelopes.size());
    scene.ack("billing", "after", Optional.empty());
    assertEquals(1, scene.store.envelopes.size());
  }

  @Test
  void aConsumeOfAnotherGroupMakesTheTopicAndOfTheDefaultGroupDoesNot() {
    scene.take("default", 1);
    assertFalse(scene.state.exists());
    assertTrue(scene.outcome.effects().isEmpty());
    scene.take("billing", 1);
    assertTrue(scene.state.exists());
    assertTrue(scene.reload().state.exists());
    assertEquals(List.of("billing"), scene.describe().groups().stream().map(TopicDescription.GroupCounts::group).toList());
  }

  @Test
  void groupsAreBoundedAndLeaveRoomForTheDefaultOne() {
    for (int i = 0; i < QueueLimits.GROUPS - 1; i++) assertEquals(List.of(), scene.take("g" + i, 1));
    assertEquals(new QueueReply.LimitReached("groups", QueueLimits.GROUPS), scene.ask(consume("more", 1, 0)));
    scene.publish("a");
    assertEquals(QueueLimits.GROUPS, scene.reload().describe().groups().size());
  }

  @Test
  void whatIsAskedOfATopicThatNeverWas() {
    List<ItemRef> items = List.of(new ItemRef("a", Optional.empty()));
    assertEquals(TopicScene.NOT_FOUND, scene.item(new QueueCommand.Ack(false, "default", items)));
    assertEquals(TopicScene.NOT_FOUND, scene.item(new QueueCommand.Nack(true, "default", items, OptionalLong.empty(), Optional.empty(), false)));
    assertEquals(TopicScene.NOT_FOUND, scene.item(new QueueCommand.Extend(false, "default", items, OptionalLong.empty())));
    for (QueueCommand command : List.of(new QueueCommand.Describe(), new QueueCommand.Browse(false, Optional.empty(), Optional.empty(), 1, 0),
        new QueueCommand.Purge(false, 0, 0), new QueueCommand.Redrive(List.of(), Optional.empty(), 1, 0, 0), new QueueCommand.Resume(Optional.empty()))) {
      assertEquals(new QueueReply.NoSuchTopic(), scene.ask(command, "key"));
    }
    assertTrue(scene.store.notes.isEmpty());
    scene.configure(settings -> settings.attempts(3));
    assertTrue(scene.reload().state.exists());
    assertInstanceOf(QueueReply.Described.class, scene.ask(new QueueCommand.Describe()));
  }
}
