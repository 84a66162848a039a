package io.dss.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.kernel.IdempotencyKey;
import io.dss.queue.QueueReply.LimitReached;
import io.dss.queue.QueueReply.Published;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The caps of {@link QueueLimits} that no setting changes: what is refused above them, and that it is taken again below. */
class CapsTest {
  private final TopicScene scene = new TopicScene();

  @Test
  void aTopicTakesOnlySoManyMessagesDeadOnesToo() {
    assertEquals(QueueLimits.MESSAGES, scene.state.topic.mostMessages);
    scene.state = new TopicState(new Topic("orders", "o1", 3));
    scene.publish("a", "b");
    scene.nack(scene.takeOne(), OptionalLong.empty(), true);
    assertEquals(new LimitReached("messages", 3), scene.publish("c", "d"));
    assertTrue(scene.outcome.effects().isEmpty());
    assertInstanceOf(Published.class, scene.publish("c"));
    assertEquals(new LimitReached("messages", 3), scene.publish("d"));
    assertEquals(new Published(List.of("b"), List.of(true)), scene.publish("b"), "what is there is no further message");
    scene.takeDead(1);
    scene.item(new QueueCommand.Ack(true, "default", List.of(new ItemRef("a", Optional.empty()))));
    assertInstanceOf(Published.class, scene.publish("d"));
  }

  /** Publishes a message for each key and takes them to their death. */
  private List<ItemRef> fail(int from, int to) {
    scene.ask(new QueueCommand.Publish(IntStream.range(from, to).mapToObj(n -> TopicScene.keyed("m" + n, "k" + n)).toList()));
    List<ItemRef> items = scene.take("default", to - from).stream().map(message -> new ItemRef(message.messageId(), Optional.empty())).toList();
    assertEquals(to - from, items.size());
    scene.ask(new QueueCommand.Nack(false, "default", items, OptionalLong.empty(), Optional.empty(), false));
    return items;
  }

  @Test
  void onlySoManyKeysAreParkedAndAFurtherOneIsTriedOnAndOn() {
    scene.configure(settings -> settings.attempts(1).onPoison(TopicSettings.OnPoison.PARK_KEY));
    for (int from = 0; from < QueueLimits.PARKED_KEYS - 1; from += 909) fail(from, Math.min(from + 909, QueueLimits.PARKED_KEYS - 1));
    assertEquals(QueueLimits.PARKED_KEYS - 1, scene.describe().groups().get(0).parkedKeys());
    fail(QueueLimits.PARKED_KEYS - 1, QueueLimits.PARKED_KEYS + 1);
    assertEquals(QueueLimits.PARKED_KEYS, scene.describe().groups().get(0).parkedKeys());
    assertEquals(List.of(0L, 0L, 1L, (long) QueueLimits.PARKED_KEYS), scene.counts());
    scene.pass(1_000);
    assertEquals(List.of("m" + QueueLimits.PARKED_KEYS), TopicScene.ids(scene.take("default", 5)));
    scene.ask(new QueueCommand.Resume(Optional.of("k0")));
    scene.ask(new QueueCommand.Nack(false, "default", List.of(new ItemRef("m" + QueueLimits.PARKED_KEYS, Optional.empty())), OptionalLong.empty(), Optional.empty(), false));
    assertEquals(List.of(0L, 0L, 0L, QueueLimits.PARKED_KEYS + 1L), scene.counts());
    assertEquals(QueueLimits.PARKED_KEYS, scene.reload().describe().groups().get(0).parkedKeys());
  }

  @Test
  void resultsByIdempotencyKeyAreBoundedInBytesUntilTheyAreOld() {
    String name = "n".repeat(500);
    List<ItemRef> none = IntStream.range(0, 1_000).mapToObj(n -> new ItemRef("none" + n, Optional.empty())).toList();
    scene.publish("a");
    int kept = 0;
    for (QueueReply reply = null; kept < 100; kept++) {
      int batch = kept;
      List<NewMessage> again = IntStream.range(0, 700).mapToObj(n -> TopicScene.mortal(name + batch + "-" + n, 0)).toList();
      reply = scene.answers.get(scene.send(new QueueCommand.Publish(again), Optional.of(new IdempotencyKey("key" + kept, "f"))));
      if (reply instanceof LimitReached) break;
      assertInstanceOf(Published.class, reply);
    }
    long each = 700 * 506;
    assertTrue(kept >= QueueLimits.IDEMPOTENCY_BYTES / (each + 10_000) && kept <= QueueLimits.IDEMPOTENCY_BYTES / (each - 10_000) + 1, "kept " + kept);
    LimitReached refused = new LimitReached("bytes of results by Idempotency-Key, each kept for ten minutes", QueueLimits.IDEMPOTENCY_BYTES);
    QueueCommand more = new QueueCommand.Ack(false, "default", none);
    assertEquals(refused, scene.ask(more, "more"));
    assertInstanceOf(QueueReply.Settled.class, scene.ask(more), "without a key nothing is kept");
    scene.reload();
    assertEquals(refused, scene.ask(more, "more"));
    scene.pass(QueueLimits.IDEMPOTENCY_MILLIS + 1_000);
    assertInstanceOf(QueueReply.Settled.class, scene.ask(more, "more"));
  }
}
