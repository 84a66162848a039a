package io.dss.queue;

import static io.dss.queue.TopicScene.delayed;
import static io.dss.queue.TopicScene.mortal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Delay and time to live, which are instants of the wall clock. */
class TimesTest {
  private static final long TEN_YEARS = 3_650L * 86_400_000;
  private final TopicScene scene = new TopicScene();

  @Test
  void aDelayedMessageComesWhenItIsDueAndNotBefore() {
    scene.publish(delayed("a", 500));
    assertEquals(List.of(0L, 0L, 1L, 0L), scene.counts());
    scene.pass(499);
    assertEquals(List.of(), scene.takeIds(1));
    scene.pass(1);
    assertEquals(List.of("a"), scene.takeIds(1));
  }

  @Test
  void aDelayOutlivesAnyNumberOfOwners() {
    scene.publish(delayed("a", TEN_YEARS));
    scene.pass(TEN_YEARS - 1).reload();
    scene.runTimer();
    assertEquals(List.of(0L, 0L, 1L, 0L), scene.counts());
    scene.wall += 1;
    scene.reload();
    scene.runTimer();
    assertEquals(List.of("a"), scene.takeIds(1));
  }

  @Test
  void aWallClockThatIsSetIsNoticedWithinASecond() {
    scene.publish(delayed("a", 3_600_000));
    scene.wall += 3_600_000;
    scene.monotonic += DueIndex.LOOK_MILLIS;
    scene.runTimer();
    assertEquals(List.of("a"), scene.takeIds(1));
  }

  @Test
  void whatOutlivedItsTimeIsForgotten() {
    scene.publish(mortal("a", 500), TopicScene.message("b"));
    scene.pass(500);
    assertTrue(scene.events.contains(new QueueEvent.Expired("a")));
    assertEquals(List.of("b"), scene.takeIds(5));
    assertEquals(1, scene.describe().totals().expired());
  }

  @Test
  void orBecomesDeadIfTheSettingsSaySo() {
    scene.configure(TopicScene.Settings::deadLetterExpired);
    scene.publish(mortal("a", 500));
    scene.pass(500).reload();
    assertEquals("expired", scene.takeDead(1).get(0).death().orElseThrow().reason());
  }

  @Test
  void aTimeToLiveOfZeroIsOverAtOnceAndTheIdIsKnownAllTheSame() {
    scene.publish(mortal("a", 0));
    assertTrue(scene.store.envelopes.isEmpty());
    assertEquals(List.of(true), assertInstanceOf(QueueReply.Published.class, scene.publish("a")).duplicates());
  }

  @Test
  void aMessageInFlightIsLeftToItsDeliveryAndExpiresWhenItComesBack() {
    scene.publish(mortal("a", 500), mortal("b", 500), mortal("c", 500));
    List<DeliveredMessage> taken = scene.take("default", 2);
    scene.pass(500);
    assertEquals(List.of(0L, 2L, 0L, 0L), scene.counts());
    assertEquals(TopicScene.DONE, scene.ack(taken.get(0)));
    scene.nack(taken.get(1));
    assertEquals(List.of(0L, 0L, 0L, 0L), scene.counts());
  }

  @Test
  void anExpiredMessageIsNeverDeliveredThoughTheTimerIsLate() {
    int many = QueueLimits.STEP_MESSAGES;
    for (int i = 0; i < 2; i++) {
      String batch = "m" + i + "-";
      scene.publish(IntStream.range(0, many).mapToObj(n -> mortal(batch + n, 500)).toArray(NewMessage[]::new));
    }
    scene.publish(mortal("last", 500), TopicScene.message("alive"));
    scene.wall += 500;
    scene.monotonic += 500;
    assertEquals(List.of("alive"), scene.takeIds(5));
  }

  @Test
  void aMessageWhoseEndIsBeforeItsBeginningNeverComes() {
    scene.publish(new NewMessage("a", Optional.empty(), 4, 1_000, Optional.of(500L), new byte[1]));
    scene.pass(500);
    assertEquals(List.of(0L, 0L, 0L, 0L), scene.counts());
  }

  @Test
  void whoRedrivesWhatHasExpiredWantsItDelivered() {
    scene.configure(TopicScene.Settings::deadLetterExpired);
    scene.publish(mortal("a", 500));
    scene.pass(500);
    scene.ask(new QueueCommand.Redrive(List.of(), Optional.of("expired"), 10, 0, 0));
    scene.reload().pass(10_000);
    assertEquals(List.of("a"), scene.takeIds(1));
  }

  @Test
  void aDeliveryThatCrossesTheEndOfItsTimeWhileTheWallClockIsSetBackStillExpires() {
    scene.publish(mortal("a", 500));
    DeliveredMessage taken = scene.takeOne();
    scene.pass(500);
    scene.wall -= 400;
    scene.nack(taken);
    assertEquals(List.of(1L, 0L, 0L, 0L), scene.counts());
    scene.pass(400);
    assertEquals(List.of(0L, 0L, 0L, 0L), scene.counts());
  }

  @Test
  void aTimerTakesABoundedNumberAtATime() {
    int many = QueueLimits.STEP_MESSAGES;
    for (int i = 0; i < 2; i++) {
      String batch = "m" + i + "-";
      scene.publish(IntStream.range(0, many).mapToObj(n -> delayed(batch + n, 500)).toArray(NewMessage[]::new));
    }
    scene.wall += 500;
    scene.monotonic += 500;
    Outcome step = scene.state.due(scene.now());
    assertEquals(many, step.effects().stream().filter(effect -> effect instanceof Effect.Change).count());
    assertTrue(scene.state.nextDueMillis().getAsLong() <= scene.monotonic);
  }
}
