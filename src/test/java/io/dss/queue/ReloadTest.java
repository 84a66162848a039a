package io.dss.queue;

import static io.dss.queue.TopicScene.DONE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.kernel.MalformedBinary;
import io.dss.queue.QueueReply.ItemResult;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What a new owner finds. */
class ReloadTest {
  private final TopicScene scene = new TopicScene();

  @Test
  void aDeliveryKeepsItsDeadlineOverAChangeOfOwner() {
    scene.publish("a");
    scene.takeOne();
    scene.pass(10_000).reload();
    scene.monotonic = 77;
    scene.reload();
    scene.pass(19_999);
    assertEquals(List.of(0L, 1L, 0L, 0L), scene.counts());
    scene.pass(1);
    assertEquals(List.of(1L, 0L, 0L, 0L), scene.counts());
  }

  @Test
  void aReceiptOfAnEarlierOwnerIsHonouredUntilTheMessageIsDeliveredAgain() {
    scene.publish("a", "b");
    List<DeliveredMessage> taken = scene.take("default", 2);
    scene.reload().reload();
    assertEquals(DONE, scene.ack(taken.get(0)));
    scene.pass(30_000);
    assertEquals(2, scene.takeOne().attempts());
    assertEquals(new ItemResult.Stale(2), scene.ack(taken.get(1)));
  }

  @Test
  void aDeliveryThatNeverBecameDurableLeavesAReceiptThatIsNotTakenForTheNextOne() {
    scene.publish("a");
    List<Stored> before = scene.store.stored();
    DeliveredMessage lost = scene.takeOne();
    TopicState.Loading loading = TopicState.loading("orders", "other");
    before.forEach(loading);
    scene.state = loading.finish(scene.now());
    DeliveredMessage real = scene.takeOne();
    assertEquals(lost.attempts(), real.attempts());
    assertNotEquals(lost.receipt(), real.receipt());
    assertEquals(new ItemResult.Stale(1), scene.ack(lost));
    assertEquals(DONE, scene.ack(real));
  }

  @Test
  void aDeliveryThatEndedWhileNobodyOwnedTheTopicIsNoFailure() {
    scene.publish("a", "b");
    scene.takeOne();
    scene.wall += 60_000;
    scene.reload();
    DeliveredMessage again = scene.takeOne();
    assertEquals("a", again.messageId());
    assertEquals(2, again.attempts());
    assertEquals(0, again.failures());
  }

  @Test
  void aWallClockThatWasSetBackMakesNoDeliveryLongerThanItWas() {
    scene.publish("a");
    scene.takeOne();
    scene.wall -= 10_000_000;
    scene.reload();
    scene.pass(29_999);
    assertEquals(List.of(0L, 1L, 0L, 0L), scene.counts());
    scene.pass(1);
    assertEquals(List.of(1L, 0L, 0L, 0L), scene.counts());
  }

  @Test
  void aRestKeepsItsEndToo() {
    scene.publish("a");
    scene.nack(scene.takeOne(), OptionalLong.of(5_000), false);
    scene.pass(2_000).reload();
    scene.pass(2_999);
    assertEquals(List.of(0L, 0L, 1L, 0L), scene.counts());
    scene.pass(1);
    assertEquals(List.of(1L, 0L, 0L, 0L), scene.counts());
  }

  @Test
  void theOrderIsTheSame() {
    scene.publish(TopicScene.delayed("late", 100), TopicScene.message("a"), TopicScene.message("b"), TopicScene.prioritized("c", 9));
    List<DeliveredMessage> taken = scene.take("default", 2);
    scene.publish("d");
    scene.pass(100);
    scene.publish("e");
    scene.nack(taken.get(1));
    scene.reload();
    assertEquals(List.of("a", "b", "d", "late", "e"), scene.takeIds(10));
  }

  @Test
  void sequencesAreNeverUsedAgainEvenIfTheLastMessageIsGone() {
    scene.publish("a", "b");
    long last = scene.take("default", 2).get(1).sequence();
    scene.ack("a");
    scene.ack("b");
    scene.reload();
    scene.publish("c");
    assertTrue(scene.takeOne().sequence() > last);
  }

  @Test
  void settingsGroupsAndTotalsAreThere() {
    scene.configure(settings -> settings.visibility(1_234).attempts(7).backoff(10, 1.5, 99, 3).deadLetter("graves").length(50).bytes(5_000).dropOldest()
        .onPoison(TopicSettings.OnPoison.PARK_KEY).deadLetterExpired());
    scene.take("billing", 1);
    scene.publish("a");
    scene.take("billing", 1);
    scene.ask(new QueueCommand.Pause());
    TopicDescription before = scene.describe();
    scene.reload();
    assertEquals(before, scene.describe());
    assertEquals("graves", before.settings().deadLetter());
    assertTrue(before.settings().paused());
    assertEquals(List.of("billing", "default"), before.groups().stream().map(TopicDescription.GroupCounts::group).toList());
  }

  @Test
  void anEmptyTopicIsLoadedFromNothing() {
    scene.reload();
    assertFalse(scene.state.exists());
  }

  @Test
  void aStoreThatWentBackIsWrittenAnewFromTheState() {
    scene.configure(settings -> settings.attempts(1).onPoison(TopicSettings.OnPoison.PARK_KEY));
    scene.take("billing", 1);
    scene.publish(TopicScene.keyed("a", "k"), TopicScene.keyed("b", "k"), TopicScene.delayed("c", 500), TopicScene.mortal("d", 9_000));
    scene.nack(scene.takeOne());
    scene.ack(scene.takeOne());
    TopicState.Loading loading = TopicState.loading("orders", "next");
    scene.state.everything().forEach(loading);
    TopicDescription before = scene.describe();
    scene.state = loading.finish(scene.now());
    TopicAudit.check(scene.state);
    assertEquals(before, scene.describe());
    assertEquals(List.of(true), assertInstanceOf(QueueReply.Published.class, scene.publish("d")).duplicates());
  }

  @Test
  void whatCannotBeReadIsRefusedAndNotSkipped() {
    TopicState.Loading loading = TopicState.loading("orders", "o");
    assertThrows(MalformedBinary.class, () -> loading.accept(new Stored.Envelope(1, new byte[] {9})));
    assertThrows(MalformedBinary.class, () -> loading.accept(new Stored.Note("settings", new byte[0])));
    assertThrows(IllegalStateException.class, () -> loading.accept(new Stored.Note("something", new byte[0])));
    scene.publish("a");
    TopicState.Loading incomplete = TopicState.loading("orders", "o");
    scene.store.stored().stream().filter(stored -> stored instanceof Stored.Envelope).forEach(incomplete);
    assertThrows(IllegalStateException.class, () -> incomplete.finish(scene.now()));
  }
}
